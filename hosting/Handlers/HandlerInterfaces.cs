using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Binds handler classes: those that implement exactly one of <see cref="IJobHandler{T}"/> and <see cref="IJobHandler{T,R}"/>.</summary>
internal static class HandlerInterfaces
{
    /// <summary>The binding of a handler class.</summary>
    /// <exception cref="ArgumentException">It is abstract, or implements none or several of the interfaces.</exception>
    public static HandlerBinding Bind(string jobType, Type handler)
    {
        var name = TypeNames.Of(handler);
        if (handler.IsAbstract || handler.IsInterface)
            throw new ArgumentException($"'{jobType}': {name} must be a class that can be created, or a delegate.", nameof(handler));
        var served = handler.GetInterfaces().Where(IsHandlerInterface).ToArray();
        if (served.Length == 1)
            return Close(handler, served[0]);
        var found = served.Length == 0 ? "none of them" : string.Join(" and ", served.Select(TypeNames.Of));
        throw new ArgumentException(
            $"'{jobType}': {name} must implement exactly one IJobHandler<TPayload> or IJobHandler<TPayload, TResult>; it implements {found}.",
            nameof(handler));
    }

    private static bool IsHandlerInterface(Type type) =>
        type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IJobHandler<>) || type.GetGenericTypeDefinition() == typeof(IJobHandler<,>));

    private static HandlerBinding Close(Type handler, Type served)
    {
        var arguments = served.GetGenericArguments();
        var method = arguments.Length == 1 ? nameof(Plain) : nameof(WithResult);
        return (HandlerBinding)typeof(HandlerInterfaces).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod([handler, .. arguments])
            .Invoke(null, [AcceptsNull(handler, served)])!;
    }

    private static HandlerBinding Plain<THandler, TPayload>(bool acceptsNull)
        where THandler : class, IJobHandler<TPayload> =>
        new(typeof(TPayload), acceptsNull, null, true, static async (services, payload, context, cancellationToken) =>
        {
            var handler = services!.GetRequiredService<THandler>();
            return new(Returned.NotNull(await handler.HandleAsync((TPayload)payload!, context, cancellationToken)), null);
        });

    private static HandlerBinding WithResult<THandler, TPayload, TResult>(bool acceptsNull)
        where THandler : class, IJobHandler<TPayload, TResult> =>
        new(typeof(TPayload), acceptsNull, typeof(TResult), true, static async (services, payload, context, cancellationToken) =>
        {
            var handler = services!.GetRequiredService<THandler>();
            return Returned.Open(await handler.HandleAsync((TPayload)payload!, context, cancellationToken));
        });

    private static bool AcceptsNull(Type handler, Type served)
    {
        var map = handler.GetInterfaceMap(served);
        return Nullability.AcceptsNull(map.TargetMethods[0].GetParameters()[0]);
    }
}
