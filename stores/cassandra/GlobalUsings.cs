global using global::Cassandra;
