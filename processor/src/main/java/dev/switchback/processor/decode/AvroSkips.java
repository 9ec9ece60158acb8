package dev.switchback.processor.decode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes what passes over values that no column wants. Of one schema; not thread-safe. */
final class AvroSkips {
    /** Records with more steps are passed over by a call of their own: a schema may name one many times. */
    private static final int MOST_INLINED = 16;

    private final IdentityHashMap<Schema, Later> records = new IdentityHashMap<>();

    /** A record that is being made while it is met again inside itself. */
    private static final class Later implements AvroReader {
        private @Nullable Run run;

        @Override
        public void read(AvroInput in, @Nullable Object[] row) throws BadEventException {
            Run known = run;
            if (known == null) {
                throw new IllegalStateException("the record's reader is not made yet");
            }
            in.enter();
            known.read(in, row);
            in.leave();
        }
    }

    /** What passes over a value; empty steps where it takes no bytes. */
    Run of(Schema schema) {
        Builder builder = new Builder();
        add(schema, builder);
        return builder.build();
    }

    /** What passes over fields that follow one another. */
    Run of(List<Schema.Field> fields) {
        Builder builder = new Builder();
        fields.forEach(field -> add(field.schema(), builder));
        return builder.build();
    }

    private void add(Schema schema, Builder to) {
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> to.fixed(1);
            case INT, LONG, ENUM -> to.step(Kind.NUMBER);
            case FLOAT -> to.fixed(Float.BYTES);
            case DOUBLE -> to.fixed(Double.BYTES);
            case FIXED -> to.fixed(schema.getFixedSize());
            case STRING, BYTES -> to.step(Kind.BLOCK);
            case UNION -> to.call(union(schema));
            case ARRAY -> to.call(new Items(false, of(schema.getElementType())));
            case MAP -> to.call(new Items(true, of(schema.getValueType())));
            case RECORD -> record(schema, to);
        }
    }

    private void record(Schema schema, Builder to) {
        Later known = records.get(schema);
        if (known == null) {
            known = new Later();
            records.put(schema, known);
            Run run = of(schema.getFields());
            known.run = run;
        }
        Run run = known.run;
        if (run != null && run.steps.length <= MOST_INLINED) {
            to.all(run);
        } else {
            to.call(known);
        }
    }

    private AvroReader union(Schema schema) {
        Run[] branches = schema.getTypes().stream().map(this::of).toArray(Run[]::new);
        return (in, row) -> branches[in.place(branches.length)].read(in, row);
    }

    private enum Kind {
        NUMBER,
        BLOCK,
        FIXED,
        CALL
    }

    private record Step(Kind kind, int size, @Nullable AvroReader call) {}

    /** Steps in a row. */
    static final class Run implements AvroReader {
        private final Step[] steps;

        private Run(Step[] steps) {
            this.steps = steps;
        }

        boolean isEmpty() {
            return steps.length == 0;
        }

        @Override
        public void read(AvroInput in, @Nullable Object[] row) throws BadEventException {
            for (Step step : steps) {
                switch (step.kind) {
                    case NUMBER -> in.skipNumber();
                    case BLOCK -> in.block();
                    case FIXED -> in.take(step.size);
                    case CALL -> {
                        AvroReader call = step.call;
                        if (call != null) {
                            call.read(in, row);
                        }
                    }
                }
            }
        }
    }

    /** Items of an array, or of a map. */
    private record Items(boolean keys, Run item) implements AvroReader {
        @Override
        public void read(AvroInput in, @Nullable Object[] row) throws BadEventException {
            for (long items = in.items(true); items > 0; items = in.items(true)) {
                // Items without bytes may be any number: they are not counted out.
                for (long i = 0; i < items && (keys || !item.isEmpty()); i++) {
                    if (keys) {
                        in.block();
                    }
                    item.read(in, row);
                }
            }
        }
    }

    private static final class Builder {
        private final List<Step> steps = new ArrayList<>();

        private void fixed(int size) {
            Step last = steps.isEmpty() ? null : steps.getLast();
            if (last != null && last.kind == Kind.FIXED) {
                steps.set(steps.size() - 1, new Step(Kind.FIXED, last.size + size, null));
            } else if (size > 0) {
                steps.add(new Step(Kind.FIXED, size, null));
            }
        }

        private void step(Kind kind) {
            steps.add(new Step(kind, 0, null));
        }

        private void call(AvroReader reader) {
            steps.add(new Step(Kind.CALL, 0, reader));
        }

        private void all(Run run) {
            for (Step step : run.steps) {
                if (step.kind == Kind.FIXED) {
                    fixed(step.size);
                } else {
                    steps.add(step);
                }
            }
        }

        private Run build() {
            return new Run(steps.toArray(Step[]::new));
        }
    }
}
