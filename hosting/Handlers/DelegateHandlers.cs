using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// Binds delegates. Of their parameters, in any order, <see cref="JobContext"/> and <see cref="CancellationToken"/> are the attempt's,
/// registered services come from its DI scope, and the one that is left is the payload. Compiled once.
/// </summary>
internal static class DelegateHandlers
{
    /// <summary>Refuses what no container can make good.</summary>
    /// <exception cref="ArgumentException">The signature cannot be served.</exception>
    public static void Check(string jobType, Delegate handler)
    {
        if (handler.GetInvocationList().Length > 1)
            throw Refuse(jobType, "the delegate has more than one target");
        if (handler.Method.ReturnType == typeof(void) && handler.Method.IsDefined(typeof(AsyncStateMachineAttribute), false))
            throw Refuse(jobType, "it is async void, so its end cannot be awaited: return Task");
        if (Parameters(handler).FirstOrDefault(p => p.ParameterType.IsByRef || p.ParameterType.IsByRefLike || p.ParameterType.IsPointer) is { } parameter)
            throw Refuse(jobType, $"parameter '{parameter.Name}' is passed by reference or cannot be boxed");
        var returned = handler.GetType().GetMethod("Invoke")!.ReturnType;
        if (returned.IsByRef || returned.IsByRefLike || returned.IsPointer)
            throw Refuse(jobType, "it returns a reference");
    }

    /// <summary>The binding of a delegate.</summary>
    /// <param name="jobType">For messages.</param>
    /// <param name="handler">The delegate, checked.</param>
    /// <param name="isService">Knows what is registered; null: interfaces and abstract classes count as services.</param>
    /// <exception cref="JobSchedulerConfigurationException">More than one parameter could be the payload.</exception>
    public static HandlerBinding Bind(string jobType, Delegate handler, IServiceProviderIsService? isService)
    {
        var parameters = Parameters(handler);
        var candidates = parameters.Where(p => !IsSupplied(p, isService)).ToArray();
        if (candidates.Length > 1)
        {
            var names = string.Join(" and ", candidates.Select(p => $"'{p.Name}' ({TypeNames.Of(p.ParameterType)})"));
            throw new JobSchedulerConfigurationException(
                $"The handler of job type '{jobType}' has one payload, but {names} are no registered services: register all but one of them.");
        }

        var payload = candidates.FirstOrDefault();
        var (resultType, read) = Returned.For(handler.GetType().GetMethod("Invoke")!.ReturnType);
        var call = Compile(handler, parameters, payload);
        return new(
            payload?.ParameterType,
            payload is null || Nullability.AcceptsNull(payload),
            resultType,
            parameters.Any(p => p != payload && !IsOfAttempt(p)),
            (services, value, context, cancellationToken) => read(call(services, value, context, cancellationToken)));
    }

    private static bool IsSupplied(ParameterInfo parameter, IServiceProviderIsService? isService)
    {
        var type = parameter.ParameterType;
        if (IsOfAttempt(parameter) || parameter.IsDefined(typeof(FromKeyedServicesAttribute)))
            return true;
        if (isService is null)
            return type.IsInterface || type.IsAbstract;
        // Containers answer "yes" for every IEnumerable<T>; as a payload it is a list of JSON values.
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? isService.IsService(type.GetGenericArguments()[0])
            : isService.IsService(type);
    }

    private static bool IsOfAttempt(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(JobContext) || parameter.ParameterType == typeof(CancellationToken);

    private static Func<IServiceProvider?, object?, JobContext, CancellationToken, object?> Compile(
        Delegate handler, ParameterInfo[] parameters, ParameterInfo? payload)
    {
        var services = Expression.Parameter(typeof(IServiceProvider), "services");
        var value = Expression.Parameter(typeof(object), "payload");
        var context = Expression.Parameter(typeof(JobContext), "context");
        var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var arguments = parameters.Select(p => Argument(p));
        Expression call = Expression.Invoke(Expression.Constant(handler), arguments);
        call = call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(null)) : Expression.Convert(call, typeof(object));
        return Expression.Lambda<Func<IServiceProvider?, object?, JobContext, CancellationToken, object?>>(call, services, value, context, token)
            .Compile();

        Expression Argument(ParameterInfo parameter) => parameter.ParameterType switch
        {
            var type when type == typeof(JobContext) => context,
            var type when type == typeof(CancellationToken) => token,
            var type when parameter == payload => Expression.Convert(value, type),
            _ => Resolve(services, parameter),
        };
    }

    private static UnaryExpression Resolve(ParameterExpression services, ParameterInfo parameter)
    {
        Func<IServiceProvider, object?> resolve = parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? provider => provider.GetRequiredKeyedService(parameter.ParameterType, keyed.Key)
            : provider => provider.GetRequiredService(parameter.ParameterType);
        return Expression.Convert(Expression.Invoke(Expression.Constant(resolve), services), parameter.ParameterType);
    }

    // The delegate type knows the true list; the method behind it (which may have a hidden first one) knows names and attributes.
    private static ParameterInfo[] Parameters(Delegate handler)
    {
        var declared = handler.GetType().GetMethod("Invoke")!.GetParameters();
        var written = handler.Method.GetParameters();
        return written.Length == declared.Length && written.Zip(declared).All(p => p.First.ParameterType == p.Second.ParameterType)
            ? written
            : declared;
    }

    private static ArgumentException Refuse(string jobType, string reason) =>
        new($"The handler of job type '{jobType}' cannot be used: {reason}.", nameof(jobType));
}
