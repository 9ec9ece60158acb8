package dev.switchback.load.micro;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.processor.decode.WriterSchemas;
import dev.switchback.views.registry.RegisteredSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What decoding one event of the replay's benchmark costs in Avro and in Protobuf, beside the genuine libraries: those read the whole record, and in Avro also only the fields
 * that the plan needs, by a reader's schema. They leave texts as bytes until somebody asks for them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FormatBenchmark {
    private static final int EVENTS = 4096;
    private static final int HEADER = 5;

    private final List<byte[]> avro = new ArrayList<>();
    private final List<byte[]> protobuf = new ArrayList<>();
    private final Schema schema = new Schema.Parser().parse(BinaryEdits.AVRO);
    private final GenericDatumReader<GenericRecord> whole = new GenericDatumReader<>(schema);
    private final GenericDatumReader<GenericRecord> needed =
            new GenericDatumReader<>(schema, new Schema.Parser().parse(BinaryEdits.AVRO_NEEDED));
    private final Descriptor message = BinaryEdits.descriptor();
    private @Nullable BinaryDecoder decoder;
    private @Nullable GenericRecord record;
    private EventReader avroReader = reader("avro", RegisteredSchema.Kind.AVRO, BinaryEdits.AVRO);
    private EventReader protobufReader = reader("protobuf", RegisteredSchema.Kind.PROTOBUF, BinaryEdits.PROTOBUF);
    private int next;

    private static EventReader reader(String format, RegisteredSchema.Kind kind, String text) {
        return new EventReader(
                Edits.plan("SUM(added)", format),
                new WriterSchemas(new OneSchema(new RegisteredSchema(1, kind, text, List.of())), OptionalInt.empty()));
    }

    /** Writes the same events in both formats. */
    @Setup
    public void prepare() {
        for (byte[] json : Edits.values(EVENTS)) {
            avro.add(BinaryEdits.avro(schema, json));
            protobuf.add(BinaryEdits.protobuf(message, json));
        }
        avroReader = reader("avro", RegisteredSchema.Kind.AVRO, BinaryEdits.AVRO);
        protobufReader = reader("protobuf", RegisteredSchema.Kind.PROTOBUF, BinaryEdits.PROTOBUF);
    }

    private byte[] turn(List<byte[]> of) {
        next = next + 1 < EVENTS ? next + 1 : 0;
        return of.get(next);
    }

    @Benchmark
    public long avroDecode() throws BadEventException {
        return avroReader.decode(turn(avro));
    }

    /** The bare library, all fields, with all its objects used again. */
    @Benchmark
    public Object avroGenericReader() throws IOException {
        return read(whole);
    }

    /** The bare library with a reader's schema of the needed fields. */
    @Benchmark
    public Object avroProjectedReader() throws IOException {
        return read(needed);
    }

    private Object read(GenericDatumReader<GenericRecord> reader) throws IOException {
        byte[] value = turn(avro);
        decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, decoder);
        record = reader.read(record, decoder);
        return record;
    }

    @Benchmark
    public long protobufDecode() throws BadEventException {
        return protobufReader.decode(turn(protobuf));
    }

    /** The bare library, all fields. */
    @Benchmark
    public Object protobufDynamicMessage() throws InvalidProtocolBufferException {
        byte[] value = turn(protobuf);
        return DynamicMessage.getDefaultInstance(message)
                .getParserForType()
                .parseFrom(value, HEADER + 1, value.length - HEADER - 1);
    }
}
