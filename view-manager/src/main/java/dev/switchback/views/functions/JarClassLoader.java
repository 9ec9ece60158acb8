package dev.switchback.views.functions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Classes and resources of one jar of one version. Its parent is the platform's loader: the code in the jar sees the JDK and itself,
 * nothing of Switchback or of another version. Closed, it loads nothing more; classes that are loaded go on. Thread-safe.
 */
final class JarClassLoader extends ClassLoader implements AutoCloseable {
    static {
        registerAsParallelCapable();
    }

    private volatile @Nullable JarContent content;

    /** @param name for stack traces */
    JarClassLoader(String name, JarContent content) {
        super(name, ClassLoader.getPlatformClassLoader());
        this.content = content;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = bytes(name.replace('.', '/') + ".class").orElseThrow(() -> new ClassNotFoundException(name));
        synchronized (getClassLoadingLock(name)) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return bytes(name).map(bytes -> url(name, bytes)).orElse(null);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return Collections.enumeration(
                bytes(name).map(bytes -> List.of(url(name, bytes))).orElse(List.of()));
    }

    private Optional<byte[]> bytes(String name) {
        JarContent open = content;
        return open == null ? Optional.empty() : open.file(name);
    }

    private static URL url(String name, byte[] bytes) {
        try {
            return URL.of(new URI("switchback", null, "/" + name, null), new Memory(bytes));
        } catch (URISyntaxException | MalformedURLException e) {
            throw new IllegalArgumentException("not the name of a resource: " + name, e);
        }
    }

    @Override
    public void close() {
        content = null;
    }

    /** Reads a resource from memory. */
    private static final class Memory extends URLStreamHandler {
        private final byte[] bytes;

        private Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    // There is nothing to connect to.
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
