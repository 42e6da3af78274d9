using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Calls a job type's own <see cref="IJobPayloadValidator{TPayload}"/>, given as an object or as a type.</summary>
internal sealed class PayloadValidator
{
    private static readonly IReadOnlyDictionary<string, string[]> Fine = new Dictionary<string, string[]>();
    private readonly object _validator;
    private readonly IServiceScopeFactory _scopes;
    private readonly Func<object, object, IReadOnlyDictionary<string, string[]>?> _call;

    /// <summary>Makes it.</summary>
    /// <exception cref="JobSchedulerConfigurationException">The validator is not one of this payload type.</exception>
    public PayloadValidator(string jobType, Type payloadType, object validator, IServiceScopeFactory scopes)
    {
        var type = validator as Type ?? validator.GetType();
        var wanted = typeof(IJobPayloadValidator<>).MakeGenericType(payloadType);
        if (!wanted.IsAssignableFrom(type))
        {
            throw new JobSchedulerConfigurationException(
                $"The validator {TypeNames.Of(type)} of job type '{jobType}' is no {TypeNames.Of(wanted)}, which its payload needs.");
        }

        (_validator, _scopes) = (validator, scopes);
        _call = (Func<object, object, IReadOnlyDictionary<string, string[]>?>)GetType()
            .GetMethod(nameof(CallOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(payloadType).Invoke(null, null)!;
    }

    /// <summary>The payload's problems, by path inside it.</summary>
    /// <param name="payload">Not null.</param>
    public IReadOnlyDictionary<string, string[]> Validate(object payload)
    {
        if (_validator is not Type type)
            return _call(_validator, payload) ?? Fine;
        using var scope = _scopes.CreateScope();
        return _call(scope.ServiceProvider.GetRequiredService(type), payload) ?? Fine;
    }

    private static Func<object, object, IReadOnlyDictionary<string, string[]>?> CallOf<TPayload>() =>
        static (validator, payload) => ((IJobPayloadValidator<TPayload>)validator).Validate((TPayload)payload);
}
