namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <summary>Keeps what bodies measure, without allocating.</summary>
internal sealed class LatenessRecorder(int capacity, Action end) : IDisposable
{
    private readonly double[] _milliseconds = new double[capacity];
    private int _count;

    public void Add(double milliseconds)
    {
        if (Interlocked.Increment(ref _count) is var place && place <= _milliseconds.Length)
            _milliseconds[place - 1] = milliseconds;
    }

    public Lateness Sum() => Lateness.From(_milliseconds.Take(_count));

    public void Dispose() => end();
}
