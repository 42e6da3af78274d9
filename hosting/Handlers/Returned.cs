using System.Reflection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// Turns what a delegate returns into a <see cref="HandlerReturn"/>: void, Task, ValueTask, an outcome, a result, or a task of one.
/// </summary>
internal static class Returned
{
    /// <summary>Reads one returned value; the value is boxed, null for void.</summary>
    internal delegate ValueTask<HandlerReturn> Reader(object? value);

    /// <summary>The reader of a return type, and the type of its result (null: none).</summary>
    /// <param name="type">A delegate's return type.</param>
    public static (Type? ResultType, Reader Read) For(Type type)
    {
        if (type == typeof(void))
            return (null, static _ => new(Completed));
        if (type == typeof(Task))
            return (null, static async value =>
            {
                await (Task)NotNull(value);
                return Completed;
            }
            );
        if (type == typeof(ValueTask))
            return (null, static async value =>
            {
                await (ValueTask)value!;
                return Completed;
            }
            );
        var (shape, inner) = Unwrap(type);
        return (ResultTypeOf(inner), (Reader)Make(shape, inner));
    }

    /// <summary>Opens the outcome of a handler with a result.</summary>
    public static HandlerReturn Open<T>(JobOutcome<T>? outcome)
    {
        NotNull(outcome);
        return outcome!.Outcome is { } other ? new(other, null) : new(null, outcome.Result);
    }

    /// <summary>Refuses a null where the handler had to return something.</summary>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    public static T NotNull<T>(T? value) => value ?? throw new InvalidOperationException("The handler returned null instead of an outcome.");

    private static HandlerReturn Completed { get; } = new(JobOutcome.Completed, null);

    private static (string Shape, Type Inner) Unwrap(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>))
            return (nameof(FromTask), type.GetGenericArguments()[0]);
        return definition == typeof(ValueTask<>) ? (nameof(FromValueTask), type.GetGenericArguments()[0]) : (nameof(FromValue), type);
    }

    private static Type? ResultTypeOf(Type inner)
    {
        if (typeof(JobOutcome).IsAssignableFrom(inner))
            return null;
        return IsOutcomeWithResult(inner) ? inner.GetGenericArguments()[0] : inner;
    }

    private static bool IsOutcomeWithResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(JobOutcome<>);

    private static object Make(string shape, Type inner)
    {
        var open = typeof(JobOutcome).IsAssignableFrom(inner) ? nameof(Outcome) : IsOutcomeWithResult(inner) ? nameof(Opened) : nameof(Result);
        var argument = open == nameof(Opened) ? inner.GetGenericArguments()[0] : inner;
        var opener = Generic(open, argument).Invoke(null, null);
        return Generic(shape, inner).Invoke(null, [opener])!;
    }

    private static MethodInfo Generic(string name, Type argument) =>
        typeof(Returned).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument);

    private static Reader FromTask<T>(Func<T, HandlerReturn> open) => async value => open(await (Task<T>)NotNull(value));

    private static Reader FromValueTask<T>(Func<T, HandlerReturn> open) => async value => open(await (ValueTask<T>)value!);

    private static Reader FromValue<T>(Func<T, HandlerReturn> open) => value => new(open((T)value!));

    private static Func<T, HandlerReturn> Outcome<T>() => value => new((JobOutcome)(object)NotNull(value)!, null);

    private static Func<JobOutcome<T>, HandlerReturn> Opened<T>() => Open;

    // A result declared as object may be an outcome all the same.
    private static Func<T, HandlerReturn> Result<T>() => value => value is JobOutcome outcome ? new(outcome, null) : new(null, value);
}
