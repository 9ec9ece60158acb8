package dev.switchback.load.scaling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM keeps in its heap once everything is collected that nothing refers to. Batches on their way to the stores come and go between two looks;
 * the least of several is what stays.
 */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    private static final int LOOKS = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    private LiveHeap() {}

    /** Bytes; empty where the JVM does not tell. Takes some seconds. */
    static OptionalLong bytes(long pid) {
        OptionalLong least = OptionalLong.empty();
        for (int look = 0; look < LOOKS; look++) {
            OptionalLong seen = look(pid);
            if (seen.isPresent() && seen.getAsLong() < least.orElse(Long.MAX_VALUE)) {
                least = seen;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return least;
    }

    /** Asked for with the JDK's jcmd, which makes the JVM collect; empty where there is none, or it has no answer. */
    private static OptionalLong look(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return OptionalLong.empty();
        }
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = TOTAL.matcher(answer);
            return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
