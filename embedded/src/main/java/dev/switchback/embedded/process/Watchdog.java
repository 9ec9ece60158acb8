package dev.switchback.embedded.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A shell that outlives this JVM by a moment: it reads a pipe that only this JVM holds open, and when the pipe ends, however that came about,
 * it stops one process. The process is known by pid and start time, so that a pid used again is never hit. Stopping an engine in order goes
 * the same way, so the emergency exit is the one used every day.
 */
final class Watchdog {
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            started() {
              if [ -r "/proc/$1/stat" ]; then sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
              elif [ ! -d /proc/self ]; then ps -o lstart= -p "$1" 2>/dev/null
              fi
            }
            was=$(started "$1")
            echo watching
            while read -r line; do :; done
            same() { [ -n "$was" ] && [ "$(started "$1")" = "$was" ]; }
            same "$1" || exit 0
            kill -"$2" "$1" 2>/dev/null
            n=0
            while [ "$n" -lt "$3" ] && same "$1"; do sleep 0.1; n=$((n+1)); done
            same "$1" && kill -9 "$1" 2>/dev/null
            exit 0
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Returns once the watchdog has looked at the process and holds its pipe; the label tells a reader of {@code ps} what it is for. */
    static Watchdog over(long pid, String signal, Duration grace, String label) throws IOException {
        long tenths = Math.max(1, grace.toMillis() / 100);
        Process shell = new ProcessBuilder(
                        List.of("sh", "-c", SCRIPT, label, Long.toString(pid), signal, Long.toString(tenths)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (shell.getInputStream().read() < 0) {
            throw new IOException("its watchdog, a shell script, ended at once");
        }
        return new Watchdog(shell);
    }

    /** Ends the pipe: the watchdog now stops the process. Does not wait. */
    void stop() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            shell.destroy();
        }
    }
}
