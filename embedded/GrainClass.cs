using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Embedded;

/// <summary>A registered grain class: its marks, its grain interfaces and how to construct it.</summary>
internal sealed class GrainClass
{
    /// <summary>What is compiled for a type is compiled once, however many engines serve it.</summary>
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    private readonly ObjectFactory _construct;

    internal GrainClass([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        Type = type;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        IsKeptAlive = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface)];
        if (type.IsAbstract || Interfaces.Count == 0)
        {
            throw new ArgumentException($"{type} is abstract or implements no grain interface.", nameof(type));
        }

        foreach (var method in Interfaces.SelectMany(GrainMethod.MethodsOf))
        {
            GrainMethod.Check(method);
        }

        if (!Factories.TryGetValue(type, out var construct))
        {
            Factories[type] = construct = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
        }

        _construct = construct;
    }

    internal Type Type { get; }

    internal bool IsReentrant { get; }

    internal bool IsKeptAlive { get; }

    internal IReadOnlyList<Type> Interfaces { get; }

    /// <summary>Constructs a grain; a failure is wrapped, as Orleans does.</summary>
    internal Grain Construct(IServiceProvider services)
    {
        try
        {
            return (Grain)_construct(services, null);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{Type} could not be constructed: {exception.Message}", exception);
        }
    }

    private static bool IsGrainInterface(Type type) =>
        typeof(IGrain).IsAssignableFrom(type) && type.Assembly != typeof(IGrain).Assembly;
}
