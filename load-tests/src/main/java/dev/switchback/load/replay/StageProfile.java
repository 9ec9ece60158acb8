package dev.switchback.load.replay;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a processor's JVM spends its time, by samples of Java's flight recorder: of its threads that run Java code. Those that wait for a
 * store or for Kafka are not sampled, nor are compilers and collectors. One thread.
 */
public final class StageProfile implements ReplayRun.Listener {
    private static final String NAME = "stages";
    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final int PATIENCE_SECONDS = 60;

    private final Path recording;

    /** @param recording where the recording goes, for {@code jfr} or a viewer */
    public StageProfile(Path recording) {
        this.recording = recording;
    }

    @Override
    public void storing(long pid) {
        jcmd(pid, "JFR.start", "name=" + NAME, "settings=profile");
    }

    @Override
    public void stored(long pid) {
        jcmd(pid, "JFR.stop", "name=" + NAME, "filename=" + recording.toAbsolutePath());
    }

    private static void jcmd(long pid, String... order) {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command = new ArrayList<>(List.of(program.toString(), Long.toString(pid)));
        command.addAll(List.of(order));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new UserException("The flight recorder of process " + pid + " did not take " + order[0] + ".");
            }
        } catch (IOException e) {
            throw new UserException("The stages need a JDK's jcmd at " + program + ": " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        }
    }

    /** The share of the samples that fell into each stage; they add up to 1. */
    public Map<Stage, Double> shares() {
        Map<Stage, Long> counts = new EnumMap<>(Stage.class);
        long all = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                RecordedStackTrace trace = event.getStackTrace();
                if (event.getEventType().getName().equals(SAMPLE) && trace != null) {
                    counts.merge(Stage.of(types(trace)), 1L, Long::sum);
                    all++;
                }
            }
        } catch (IOException e) {
            throw new UserException("The recording " + recording + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (all == 0) {
            throw new UserException("The recording " + recording + " holds no samples: replay more events.");
        }
        Map<Stage, Double> shares = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            shares.put(stage, counts.getOrDefault(stage, 0L) / (double) all);
        }
        return shares;
    }

    private static List<String> types(RecordedStackTrace trace) {
        return trace.getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .toList();
    }
}
