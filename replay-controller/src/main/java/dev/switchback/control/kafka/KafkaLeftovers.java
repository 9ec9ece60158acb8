package dev.switchback.control.kafka;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.LeftoverSource;
import dev.switchback.control.source.SourceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Topics and consumer groups of versions: those of sessions, their changelogs, and the processors' groups. Thread-safe. */
public final class KafkaLeftovers implements LeftoverSource {
    private static final Pattern NAME = Pattern.compile("switchback\\.([a-z][a-z0-9_]*)\\.v([0-9]{1,9})([.-].*)?");

    private final SourceLog log;

    public KafkaLeftovers(SourceLog log) {
        this.log = log;
    }

    @Override
    public List<Leftover> belongings() {
        List<Leftover> found = new ArrayList<>();
        // Groups first: a topic goes more easily when nobody reads it.
        log.groups().forEach(name -> add(found, Leftover.Kind.KAFKA_GROUP, name));
        log.topics().forEach(name -> add(found, Leftover.Kind.KAFKA_TOPIC, name));
        return found;
    }

    private static void add(List<Leftover> found, Leftover.Kind kind, String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
            Leftover.Owner owner = new Leftover.Owner(matcher.group(1), Integer.parseInt(matcher.group(2)));
            found.add(new Leftover(kind, Optional.of(owner), name, 1));
        }
    }

    @Override
    public boolean remove(Leftover leftover) {
        if (leftover.kind() == Leftover.Kind.KAFKA_GROUP) {
            return log.removeGroup(leftover.name()) == SourceLog.GroupRemoval.GONE;
        }
        // The broker takes a moment for what it has agreed to.
        var _ = log.removeTopics(leftover.name(), leftover.name()::equals);
        return true;
    }
}
