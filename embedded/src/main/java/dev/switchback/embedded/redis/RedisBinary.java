package dev.switchback.embedded.redis;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The redis-server to run. */
final class RedisBinary {
    private RedisBinary() {}

    /**
     * The one on the path, else the bundled one for this platform.
     *
     * @throws EngineException if there is none
     */
    static Path find(Cache cache) {
        return onPath().orElseGet(() -> bundled(cache));
    }

    private static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The bundled one. */
    static Path bundled(Cache cache) {
        Map<OsArchitecture, String> versions = ExecutableProvider.newProvidedVersionsMap();
        String resource = versions.get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new EngineException(
                    "No Redis is bundled for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                            + ": put redis-server on the PATH or set SWITCHBACK_REDIS to a running one.");
        }
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        return cache.entry("redis-" + name, folder -> extract(resource, folder.resolve("redis-server")))
                .resolve("redis-server");
    }

    private static void extract(String resource, Path target) throws IOException {
        try (InputStream input = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (input == null) {
                throw new IOException("the class path lacks " + resource);
            }
            Files.copy(input, target);
        }
        if (!target.toFile().setExecutable(true)) {
            throw new IOException(target + " cannot be made executable");
        }
    }
}
