package dev.switchback.views.kafka;

import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.trust.TrustedAuthorities;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Says of Kafka's refusals which right is missing, or what is wrong with the connection, and what to do. Thread-safe. */
public final class KafkaRefusals {
    /** Groups, topics and transactional ids of Switchback's own begin with it. */
    private static final String OURS = "switchback.";

    private final KafkaAddress address;

    public KafkaRefusals(KafkaAddress address) {
        this.address = address;
    }

    /**
     * A failure of Kafka's clients as what it means.
     *
     * @param otherwise what to say where Kafka has refused nothing and just does not answer
     * @param needed what the client was doing
     */
    public StoreUnavailableException translate(Throwable failure, String otherwise, KafkaRight... needed) {
        return explain(failure, needed)
                .<StoreUnavailableException>map(sentence -> new StoreDeniedException(sentence, failure))
                .orElseGet(() -> new StoreUnavailableException(otherwise, failure));
    }

    /**
     * One or two sentences; empty where it was no refusal.
     *
     * @param needed what the client was doing
     */
    public Optional<String> explain(Throwable failure, KafkaRight... needed) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SslAuthenticationException untrusted -> {
                    return Optional.of(untrusted(untrusted));
                }
                case SaslAuthenticationException wrong -> {
                    return Optional.of(wrongUser(wrong));
                }
                case AuthenticationException other -> {
                    return Optional.of("Kafka at " + address.bootstrap() + " does not know us: " + other.getMessage()
                            + "; check security.protocol and sasl.* " + where() + ".");
                }
                case AuthorizationException denied -> {
                    return Optional.of(denied(denied, List.of(needed)));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private String untrusted(SslAuthenticationException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The certificate of Kafka at " + address.bootstrap() + " is not trusted: " + root.getMessage()
                + ". Give the authority that signed it as ssl.truststore.location or ssl.truststore.certificates "
                + where() + ", or, where neither is there, in the file that " + TrustedAuthorities.FILE
                + " names, and make sure that the certificate is issued for the name in the address.";
    }

    private String wrongUser(SaslAuthenticationException failure) {
        return "Kafka at " + address.bootstrap() + " refuses the user"
                + address.user().map(" "::concat).orElse("")
                + " or the password: " + failure.getMessage() + ". Check sasl.mechanism and sasl.jaas.config " + where()
                + ".";
    }

    private String where() {
        return address.file().map(file -> "in " + file).orElse("in a file that " + KafkaAddress.PROPERTIES + " names");
    }

    private String denied(AuthorizationException denied, List<KafkaRight> needed) {
        List<KafkaRight> missing = missing(denied, needed);
        String who = address.user().map(user -> "the user " + user).orElse("this client");
        if (missing.isEmpty()) {
            return "Kafka at " + address.bootstrap() + " denies " + who + " a right: " + denied.getMessage()
                    + "; docs/cluster.md lists all that are needed.";
        }
        String what = missing.stream().map(KafkaRefusals::words).collect(Collectors.joining(" or "));
        return "Kafka at " + address.bootstrap() + " denies " + who + " " + what
                + ". Allow it: kafka-acls --add --allow-principal User:"
                + address.user().orElse("NAME") + " " + options(missing.getFirst()) + ".";
    }

    private static List<KafkaRight> missing(AuthorizationException denied, List<KafkaRight> needed) {
        return switch (denied) {
            case TopicAuthorizationException topics -> of(needed, KafkaRight.Kind.TOPIC, topics.unauthorizedTopics());
            case GroupAuthorizationException group ->
                of(needed, KafkaRight.Kind.GROUP, group.groupId() == null ? Set.of() : Set.of(group.groupId()));
            case TransactionalIdAuthorizationException _ -> of(needed, KafkaRight.Kind.TRANSACTIONAL_ID, Set.of());
            case ClusterAuthorizationException _ -> of(needed, KafkaRight.Kind.CLUSTER, Set.of());
            default -> List.of();
        };
    }

    /** @param named by Kafka; empty: it names none */
    private static List<KafkaRight> of(List<KafkaRight> needed, KafkaRight.Kind kind, Set<String> named) {
        List<KafkaRight> rights =
                needed.stream().filter(right -> right.kind() == kind).toList();
        Iterator<String> names = named.iterator();
        if (!names.hasNext()) {
            return rights;
        }
        String name = names.next();
        List<KafkaRight> exact =
                rights.stream().filter(right -> right.resource().equals(name)).toList();
        return exact.isEmpty()
                ? rights.stream().limit(1).map(right -> right.named(name)).toList()
                : exact;
    }

    private static String words(KafkaRight right) {
        return String.join(" and ", right.operations()) + " on the "
                + right.kind().word() + (right.resource().isEmpty() ? "" : " " + right.resource());
    }

    private static String options(KafkaRight right) {
        return right.operations().stream()
                        .map(operation -> "--operation " + operation + " ")
                        .collect(Collectors.joining())
                + right.kind().option()
                + resource(right.resource());
    }

    /** Every version has names of its own, and Kafka Streams makes up more: what is allowed for one only would be asked for again with the next. */
    private static String resource(String name) {
        return name.startsWith(OURS)
                ? " " + OURS + " --resource-pattern-type prefixed"
                : name.isEmpty() ? "" : " " + name;
    }
}
