package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What serializers with a schema registry write in front of a value: a zero byte, and the schema's id in four, the highest first. */
final class RegistryFrame {
    static final int LENGTH = 5;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private RegistryFrame() {}

    /** @throws BadEventException for that reason where the value does not begin so */
    static int schemaId(byte[] value, Reason reason) throws BadEventException {
        if (value.length < LENGTH || value[0] != 0) {
            throw new BadEventException(
                    reason,
                    "the record does not begin with the zero byte and the schema id that a serializer with a schema registry writes");
        }
        return (int) INTS.get(value, 1);
    }
}
