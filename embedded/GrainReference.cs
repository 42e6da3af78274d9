using System.Collections.Concurrent;
using System.Reflection;

namespace JobScheduler.Embedded;

/// <summary>
/// The proxy behind a grain interface: it turns a method call into a <see cref="GrainCall"/> and sends it. Two references are equal
/// when they mean the same grain. A reference is a clone of its interface's prototype, which costs one small object.
/// </summary>
#pragma warning disable CA1852 // DispatchProxy derives from this class at run time
internal class GrainReference : DispatchProxy
#pragma warning restore CA1852
{
    /// <summary>The methods of each interface: looked up once, however many engines there are.</summary>
    private static readonly ConcurrentDictionary<Type, Dictionary<MethodInfo, GrainMethod>> Methods = new();

    private EmbeddedEngine _engine = null!;
    private Dictionary<MethodInfo, GrainMethod> _methods = null!;

    internal GrainId Id { get; private set; }

    public override bool Equals(object? obj) => obj is GrainReference other && other.Id == Id && other._engine == _engine;

    public override int GetHashCode() => Id.GetHashCode();

    public override string ToString() => Id.ToString();

    internal static GrainReference Prototype(EmbeddedEngine engine, Type grainInterface)
    {
        var prototype = (GrainReference)Create(grainInterface, typeof(GrainReference));
        prototype._engine = engine;
        prototype._methods = Methods.GetOrAdd(
            grainInterface, static type => GrainMethod.MethodsOf(type).ToDictionary(static method => method, GrainMethod.Create));
        return prototype;
    }

    internal GrainReference To(GrainId id)
    {
        var reference = (GrainReference)MemberwiseClone();
        reference.Id = id;
        return reference;
    }

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = _methods[targetMethod!].NewCall(args ?? []);
        call.Send(_engine, Id);
        return call.Result;
    }
}
