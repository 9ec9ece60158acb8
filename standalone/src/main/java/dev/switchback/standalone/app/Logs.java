package dev.switchback.standalone.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where this process writes its log. Until a command says otherwise, warnings of note go to standard error. */
public final class Logs {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %logger{30} - %msg%n%ex";

    private Logs() {}

    /** Sends everything from INFO up to a file, appended; nothing to the terminal. */
    public static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        to(appender, Level.INFO);
    }

    /** Sends everything from INFO up to standard output: the log of a service whose output someone else keeps. */
    static void toOutput() {
        to(new ConsoleAppender<>(), Level.INFO);
    }

    private static void to(OutputStreamAppender<ILoggingEvent> appender, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(level);
        // They print their whole configuration at INFO, every time.
        for (String wordy : new String[] {"org.apache.kafka", "kafka", "org.flywaydb", "io.micronaut", "com.zaxxer"}) {
            context.getLogger(wordy).setLevel(Level.WARN);
        }
    }
}
