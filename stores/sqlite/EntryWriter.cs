using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// Writes the entries of one commit, several of a line per insert: a statement costs more than the row. No entry of a commit lies
/// under a trim of it, so their order does not matter.
/// </summary>
internal sealed class EntryWriter(Connection connection)
{
    private const int RowsPerInsert = 8;

    // An entry that is there already stays as it is.
    private const string Insert = "INSERT OR IGNORE INTO entries (partition, kind, name, priority, at, ord, job_id, purpose) VALUES ";
    private readonly Statement _one = connection.Prepare(Insert + Row(0));
    private readonly Statement _several = connection.Prepare(Insert + string.Join(", ", Enumerable.Range(0, RowsPerInsert).Select(Row)));
    private readonly List<EntryRecord> _put = [];

    public void Begin() => _put.Clear();

    public void Put(EntryRecord entry) => _put.Add(entry);

    public void Write(int partition)
    {
        for (var done = 0; done < _put.Count;)
        {
            var same = SameLine(done);
            var statement = same == RowsPerInsert ? _several : _one;
            var rows = same == RowsPerInsert ? same : 1;
            var line = _put[done].Line;
            statement.Bind(1, partition).Bind(2, (int)line.Kind).Bind(3, line.Name).Bind(4, line.Priority);
            for (var i = 0; i < rows; i++)
            {
                var (entry, first) = (_put[done + i], (4 * i) + 5);
                statement.Bind(first, entry.At.At).Bind(first + 1, entry.At.Order).Bind(first + 2, entry.JobId).Bind(first + 3, (int)entry.Kind);
            }

            statement.Run();
            done += rows;
        }
    }

    private static string Row(int row) => $"(?1, ?2, ?3, ?4, ?{(4 * row) + 5}, ?{(4 * row) + 6}, ?{(4 * row) + 7}, ?{(4 * row) + 8})";

    /// <summary>How many from here on are of one line, as far as one insert has room.</summary>
    private int SameLine(int first)
    {
        var end = Math.Min(_put.Count, first + RowsPerInsert);
        var next = first + 1;
        while (next < end && _put[next].Line == _put[first].Line)
            next++;
        return next - first;
    }
}
