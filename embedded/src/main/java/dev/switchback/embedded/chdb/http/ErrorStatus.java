package dev.switchback.embedded.chdb.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The HTTP status of an error code, as in ClickHouse's {@code src/Server/HTTP/exceptionCodeToHTTPStatus.cpp}. */
final class ErrorStatus {
    private static final Map<Integer, Integer> STATUS = new HashMap<>();

    static {
        put(401, List.of(194));
        put(403, List.of(192, 193, 516, 512, 497));
        put(
                400,
                List.of(
                        36, 427, 6, 25, 26, 38, 41, 72, 413, 441, 442, 27, 376, 15, 44, 223, 135, 8, 167, 168, 62, 117,
                        53, 321));
        put(404, List.of(60, 46, 47, 50, 56, 81, 115, 30, 63, 73, 336, 78, 511));
        put(413, List.of(298));
        put(501, List.of(48));
        put(503, List.of(209, 76, 439));
        put(411, List.of(381));
        put(408, List.of(159));
    }

    private ErrorStatus() {}

    private static void put(int status, List<Integer> codes) {
        codes.forEach(code -> STATUS.put(code, status));
    }

    static int of(int code) {
        return STATUS.getOrDefault(code, 500);
    }
}
