using System.Reflection;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Whether a payload parameter may be handed null: declared nullable (<c>Tick?</c>), or declared where nullability is off.</summary>
internal static class Nullability
{
    public static bool AcceptsNull(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType
            ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            : new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;
}
