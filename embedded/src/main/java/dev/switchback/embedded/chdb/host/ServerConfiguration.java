package dev.switchback.embedded.chdb.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * ClickHouse's configuration file for a machine that it shares with three other engines. It names a cluster {@code embedded} of this one server,
 * for what of clusters can be run in it; the library listens nowhere, and takes the address for itself. Its memory is its own process's: the
 * control group of a container holds the other engines' too.
 */
public final class ServerConfiguration {
    private static final String TEXT = """
            <clickhouse>
              <timezone>UTC</timezone>
              <max_server_memory_usage>MEMORY</max_server_memory_usage>
              <memory_worker_use_cgroup>0</memory_worker_use_cgroup>
              <mark_cache_size>67108864</mark_cache_size>
              <uncompressed_cache_size>0</uncompressed_cache_size>
              <index_mark_cache_size>16777216</index_mark_cache_size>
              <compiled_expression_cache_size>33554432</compiled_expression_cache_size>
              <max_thread_pool_size>512</max_thread_pool_size>
              <max_thread_pool_free_size>16</max_thread_pool_free_size>
              <background_pool_size>2</background_pool_size>
              <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
              <background_move_pool_size>1</background_move_pool_size>
              <background_fetches_pool_size>1</background_fetches_pool_size>
              <background_common_pool_size>2</background_common_pool_size>
              <background_schedule_pool_size>4</background_schedule_pool_size>
              <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
              <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
              <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
              <tcp_port>9000</tcp_port>
              <macros>
                <shard>1</shard>
                <replica>embedded</replica>
              </macros>
              <remote_servers>
                <embedded>
                  <shard>
                    <internal_replication>true</internal_replication>
                    <replica><host>127.0.0.1</host><port>9000</port></replica>
                  </shard>
                </embedded>
              </remote_servers>
              <tables_loader_foreground_pool_size>2</tables_loader_foreground_pool_size>
              <tables_loader_background_pool_size>2</tables_loader_background_pool_size>
            </clickhouse>
            """;

    private ServerConfiguration() {}

    /** Writes it; the server refuses queries beyond so many bytes of memory. */
    public static void write(Path file, long memoryBytes) throws IOException {
        Files.writeString(file, TEXT.replace("MEMORY", Long.toString(memoryBytes)));
    }
}
