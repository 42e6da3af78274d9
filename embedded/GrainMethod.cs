using System.Reflection;

namespace JobScheduler.Embedded;

/// <summary>A method of a grain interface: how it may interleave, and how to call it on a grain.</summary>
internal abstract class GrainMethod
{
    private readonly MethodInvoker _invoker;

    protected GrainMethod(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        TokenIndex = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
        _invoker = MethodInvoker.Create(method);
    }

    internal string Name { get; }

    internal bool Interleaves { get; }

    /// <summary>Which argument is the <see cref="CancellationToken"/>; -1 for none.</summary>
    internal int TokenIndex { get; }

    internal Task Invoke(Grain grain, object?[] arguments) =>
        (Task?)_invoker.Invoke(grain, arguments.AsSpan()) ?? throw new InvalidOperationException($"{Name} returned null instead of a task.");

    internal abstract GrainCall NewCall(object?[] arguments);

    internal static IEnumerable<MethodInfo> MethodsOf(Type grainInterface) =>
        grainInterface.GetInterfaces().Append(grainInterface).SelectMany(type => type.GetMethods());

    internal static GrainMethod Create(MethodInfo method)
    {
        var result = method.ReturnType == typeof(Task) ? typeof(NoResult) : method.ReturnType.GenericTypeArguments[0];
        return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(result), method)!;
    }

    /// <summary>Refuses what this engine cannot call, when the class is registered rather than at the first call.</summary>
    internal static void Check(MethodInfo method)
    {
        var returns = method.ReturnType;
        var isTask = returns == typeof(Task) || (returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(Task<>));
        var parameters = method.GetParameters();
        if (!isTask || method.IsStatic || method.IsGenericMethod || parameters.Any(parameter => parameter.ParameterType.IsByRef)
            || parameters.Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1)
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name} cannot be called: a grain interface method returns Task or Task<T>, is not static "
                + "or generic, has no ref or out parameters and at most one CancellationToken.",
                nameof(method));
        }
    }
}

/// <summary>A method whose task has a result of this type, or <see cref="NoResult"/>.</summary>
internal sealed class GrainMethod<TResult> : GrainMethod
{
    public GrainMethod(MethodInfo method)
        : base(method)
    {
    }

    internal override GrainCall NewCall(object?[] arguments) => new GrainCall<TResult>(this, arguments);
}

/// <summary>The result of a method that returns a plain <see cref="Task"/>.</summary>
internal readonly struct NoResult;
