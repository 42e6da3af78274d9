namespace JobScheduler.Embedded;

/// <summary>Something that wants a turn of an activation: a call or a timer's tick. In at most one <see cref="RequestList"/> at a time.</summary>
internal abstract class GrainRequest
{
    /// <summary>May begin while other requests of the activation wait at an await.</summary>
    internal abstract bool Interleaves { get; }

    /// <summary>Counts as use of the activation.</summary>
    internal abstract bool KeepsAlive { get; }

    /// <summary>Belongs to one activation: it is dropped with it, and begins also while it waits for its last calls to end.</summary>
    internal abstract bool IsLocal { get; }

    /// <summary>Where the request waits or runs; null until it was sent there.</summary>
    internal Activation? Activation { get; set; }

    internal RequestList? List { get; set; }

    internal GrainRequest? Previous { get; set; }

    internal GrainRequest? Next { get; set; }

    /// <summary>Starts the request in a turn of its activation, which hears of its end by <see cref="Activation.Ended"/>.</summary>
    internal abstract void Begin();

    /// <summary>Ends a request that was not begun, or that was cut off.</summary>
    internal abstract void Fail(Exception exception);
}

/// <summary>Requests in order of arrival; adding and removing cost the same for one as for a million.</summary>
internal sealed class RequestList
{
    internal GrainRequest? First { get; private set; }

    internal GrainRequest? Last { get; private set; }

    internal bool IsEmpty => First is null;

    /// <summary>How many of the requests interleave.</summary>
    internal int Interleaving { get; private set; }

    internal void Add(GrainRequest request)
    {
        (request.List, request.Previous, request.Next) = (this, Last, null);
        if (Last is null)
        {
            First = request;
        }
        else
        {
            Last.Next = request;
        }

        Last = request;
        Interleaving += request.Interleaves ? 1 : 0;
    }

    /// <summary>Removes the request; false if it is not in this list.</summary>
    internal bool Remove(GrainRequest request)
    {
        if (request.List != this)
        {
            return false;
        }

        if (request.Previous is null)
        {
            First = request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is null)
        {
            Last = request.Previous;
        }
        else
        {
            request.Next.Previous = request.Previous;
        }

        (request.List, request.Previous, request.Next) = (null, null, null);
        Interleaving -= request.Interleaves ? 1 : 0;
        return true;
    }

    internal List<GrainRequest> TakeAll()
    {
        var all = new List<GrainRequest>();
        while (First is { } request)
        {
            Remove(request);
            all.Add(request);
        }

        return all;
    }
}
