namespace JobScheduler.Embedded;

/// <summary>Something that has an address: a grain, or a reference to one.</summary>
public interface IAddressable;

/// <summary>
/// A virtual actor's interface. Its methods return <see cref="Task"/> or <see cref="Task{TResult}"/>, are not generic, have no
/// <c>ref</c> or <c>out</c> parameters and at most one <see cref="CancellationToken"/>. Derive from one of the interfaces with a key.
/// </summary>
public interface IGrain : IAddressable;

/// <summary>A virtual actor's interface whose key is a string.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>A virtual actor's interface whose key is a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain;

/// <summary>Makes references to grains. Making one costs nothing and activates nothing; the first call does.</summary>
public interface IGrainFactory
{
    /// <summary>Returns a reference to the grain with a string key.</summary>
    /// <typeparam name="TGrainInterface">The grain interface to call.</typeparam>
    /// <param name="primaryKey">The key; every string is a valid one.</param>
    /// <exception cref="ArgumentException">No registered grain class implements the interface, or more than one does.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey) where TGrainInterface : IGrainWithStringKey;

    /// <summary>Returns a reference to the grain with an integer key.</summary>
    /// <typeparam name="TGrainInterface">The grain interface to call.</typeparam>
    /// <param name="primaryKey">The key; every number is a valid one.</param>
    /// <exception cref="ArgumentException">No registered grain class implements the interface, or more than one does.</exception>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey) where TGrainInterface : IGrainWithIntegerKey;
}
