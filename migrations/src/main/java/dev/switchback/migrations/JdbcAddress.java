package dev.switchback.migrations;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** A store's URL in the parts that JDBC wants: the driver's URL without credentials, user and password (empty where not given). */
record JdbcAddress(String url, String user, String password) {

    static JdbcAddress postgres(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return of(uri, "jdbc:postgresql://" + hostAndPort(uri) + uri.getRawPath() + query);
    }

    /** Connects to the default database: Flyway makes the one it works in. */
    static JdbcAddress clickHouse(URI uri) {
        return of(uri, "jdbc:clickhouse:" + uri.getScheme() + "://" + hostAndPort(uri) + "/default?compress=false");
    }

    private static JdbcAddress of(URI uri, String url) {
        String userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new JdbcAddress(url, decode(user), decode(password));
    }

    private static String hostAndPort(URI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
