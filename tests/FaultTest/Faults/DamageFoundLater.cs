using System.Globalization;
using JobScheduler.FaultTest.Node;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.FaultTest.Faults;

/// <summary>A page deep in a table is garbled, which no start can find: reads that come there are answered 503, the log says it, nobody spins, the rest goes on.</summary>
internal sealed class DamageFoundLater : IFault
{
    private const int Page = 4096;

    // Partitions try again and again to read what they need, each time on a new connection, with pauses of up to 2 s.
    private static readonly TimeSpan Most = 2 * Processor.Idle;

    public string Name => "damage-found-later";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var history = new NodeHistory();
        var handlers = WorkHandler.For(new NodeLife(history, TimeProvider.System));
        await using (var first = await FaultNode.StartAsync(folder, null, handlers))
            await new NodeWorkload(new Random(options.Seed)).RunAsync(new NodeClient(first.Client, history, CancellationToken.None), 200, CancellationToken.None);
        var garbled = Garble(folder);

        await using var node = await FaultNode.StartAsync(folder, null, handlers);
        var refused = 0;
        foreach (var id in history.Events.OfType<Tests.History.SubmitTold>().Select(told => told.JobId).OfType<string>().Distinct())
        {
            try
            {
                await node.Client.GetAsync(id).Within("a read of a damaged store");
            }
            catch (SchedulerUnavailableException)
            {
                refused++;
            }
        }

        var spent = await Processor.CalmestSecondAsync();
        return new FaultResult { Injected = garbled, Note = string.Create(CultureInfo.InvariantCulture, $"{refused} reads were refused, {spent.TotalMilliseconds:0} ms of processor time in an idle second, {node.Log.Lines.Count} lines in the log") }
            .Expect(refused > 0, "no read has come to the damage")
            .Expect(spent <= Most, $"{spent.TotalMilliseconds:0} ms of processor time in the calmest second without work")
            .Expect(node.Log.Lines.Any(line => line.Contains("malformed", StringComparison.Ordinal)), "the log does not say it");
    }

    /// <summary>Garbles every leaf page of the jobs table but the first ones, in which nothing of the start lies.</summary>
    private static int Garble(string folder)
    {
        var pages = new List<long>();
        using (var connection = Connection.Open(Damage.Db(folder)))
        {
            using var statement = connection.Prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'jobs'");
            if (statement.Step())
                pages.Add(statement.Int64(0));
            statement.Reset();
        }

        var bytes = File.ReadAllBytes(Damage.Db(folder));
        var root = (int)((pages[0] - 1) * Page);
        var cells = (bytes[root + 3] << 8) + bytes[root + 4];
        // An interior page: its cells name the children. Half of them are garbled.
        var header = bytes[root] is 2 or 5 ? 12 : 8;
        var garbled = 0;
        for (var i = 0; i < cells && header == 12; i += 2)
        {
            var cell = root + ((bytes[root + header + (2 * i)] << 8) + bytes[root + header + (2 * i) + 1]);
            var child = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(cell));
            Array.Fill(bytes, (byte)0xA5, (child - 1) * Page, Page);
            garbled++;
        }

        File.WriteAllBytes(Damage.Db(folder), bytes);
        return garbled;
    }
}
