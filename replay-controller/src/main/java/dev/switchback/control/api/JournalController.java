package dev.switchback.control.api;

import dev.switchback.control.command.Lookup;
import dev.switchback.control.journal.Journal;
import dev.switchback.control.journal.JournalEntry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The journal, and what happens now as a stream of events. Thread-safe. */
@Controller("/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JournalController {
    private final Lookup lookup;
    private final Journal journal;
    private final EventFeed feed;

    JournalController(Lookup lookup, Journal journal, EventFeed feed) {
        this.lookup = lookup;
        this.journal = journal;
        this.feed = feed;
    }

    /** What belongs to no pipeline. */
    @Get("/journal")
    HttpResponse<String> system(@Nullable @QueryValue String after, @Nullable @QueryValue String limit) {
        long position = Parameters.optional("after", after, 0, 0, Long.MAX_VALUE);
        return Answers.ok(
                Map.of("entries", journal.system(position, (int) Parameters.optional("limit", limit, 100, 1, 1_000))));
    }

    @Get("/pipelines/{pipeline}/journal")
    HttpResponse<String> journal(
            String pipeline, @Nullable @QueryValue String after, @Nullable @QueryValue String limit) {
        String name = Parameters.pipeline(pipeline);
        long position = Parameters.optional("after", after, 0, 0, Long.MAX_VALUE);
        int most = (int) Parameters.optional("limit", limit, 100, 1, 1_000);
        lookup.versions(name);
        List<JournalEntry> entries = journal.after(name, position, most);
        return Answers.ok(Map.of("entries", entries));
    }

    /**
     * Server-sent events: {@code journal} for every new entry of the journal (its id is the event's id), {@code replay} for the progress of
     * replays that are under way.
     *
     * @param last begin after this entry of the journal; without it: with the next one
     */
    @Get(value = "/pipelines/{pipeline}/events", produces = MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<String>> events(String pipeline, @Nullable @Header("Last-Event-ID") String last) {
        String name = Parameters.pipeline(pipeline);
        long position = Parameters.optional("Last-Event-ID", last, -1, 0, Long.MAX_VALUE);
        lookup.versions(name);
        return feed.of(name, position);
    }
}
