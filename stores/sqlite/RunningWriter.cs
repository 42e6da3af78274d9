using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// Writes the running rows of one commit together: several per insert, and tokens that follow one another in one range delete. A
/// statement costs more than the row. The commit names a row once at most, so their order does not matter.
/// </summary>
internal sealed class RunningWriter(Connection connection)
{
    private const int RowsPerInsert = 8;

    // OR FAIL: no journal per statement. Whatever fails rolls the whole transaction back.
    private const string Insert = "INSERT OR FAIL INTO running (partition, token, job_id) VALUES ";
    private const string Replace = " ON CONFLICT (partition, token) DO UPDATE SET job_id = excluded.job_id";
    private readonly Statement _one = connection.Prepare(Insert + "(?1, ?2, ?3)" + Replace);
    private readonly Statement _several = connection.Prepare(
        Insert + string.Join(", ", Enumerable.Range(0, RowsPerInsert).Select(row => $"(?1, ?{(2 * row) + 2}, ?{(2 * row) + 3})")) + Replace);
    private readonly Statement _delete = connection.Prepare("DELETE FROM running WHERE partition = ?1 AND token = ?2");
    private readonly Statement _deleteRange = connection.Prepare("DELETE FROM running WHERE partition = ?1 AND token BETWEEN ?2 AND ?3");
    private readonly List<RunningRecord> _put = [];
    private readonly List<long> _deleted = [];

    public void Begin()
    {
        _put.Clear();
        _deleted.Clear();
    }

    public void Put(RunningRecord row) => _put.Add(row);

    public void Delete(long token) => _deleted.Add(token);

    public void Write(int partition)
    {
        if (_put.Count > 0)
            WritePut(partition);
        if (_deleted.Count > 0)
            WriteDeleted(partition);
    }

    private void WritePut(int partition)
    {
        var done = 0;
        for (; done + RowsPerInsert <= _put.Count; done += RowsPerInsert)
        {
            _several.Bind(1, partition);
            for (var i = 0; i < RowsPerInsert; i++)
                _several.Bind((2 * i) + 2, _put[done + i].Token).Bind((2 * i) + 3, _put[done + i].JobId);
            _several.Run();
        }

        for (; done < _put.Count; done++)
            _one.Bind(1, partition).Bind(2, _put[done].Token).Bind(3, _put[done].JobId).Run();
    }

    private void WriteDeleted(int partition)
    {
        _deleted.Sort();
        for (var first = 0; first < _deleted.Count;)
        {
            var last = first;
            while (last + 1 < _deleted.Count && _deleted[last + 1] == _deleted[last] + 1)
                last++;
            if (last == first)
                _delete.Bind(1, partition).Bind(2, _deleted[first]).Run();
            else
                _deleteRange.Bind(1, partition).Bind(2, _deleted[first]).Bind(3, _deleted[last]).Run();
            first = last + 1;
        }
    }
}
