using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>Every contract crosses a real wire unchanged, and nothing that crosses one lacks a contract.</summary>
public sealed class WireContractTests
{
    private static readonly Assembly Contracts = typeof(JobSpec).Assembly;
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> WireTypes =>
        [.. Contracts.GetTypes().Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(WireTypes))]
    public void Serialize_EveryFieldSet_ComesBackEqual(string type)
    {
        var sent = WireSample.Of(Contracts.GetType(type, throwOnError: true)!);
        var received = _serializer.Deserialize<object>(_serializer.SerializeToArray<object>(sent));
        Assert.Equal(WireSample.Describe(sent), WireSample.Describe(received));
    }

    [Theory]
    [MemberData(nameof(WireTypes))]
    public void Contract_Properties_AllHaveAnId(string type)
    {
        var contract = Contracts.GetType(type, throwOnError: true)!;
        Assert.NotNull(contract.GetCustomAttribute<AliasAttribute>(inherit: false));
        Assert.NotNull(contract.GetCustomAttribute<ImmutableAttribute>(inherit: false));
        Assert.All(WireSample.Stored(contract), property => Assert.True(property.GetCustomAttribute<IdAttribute>() is not null, $"{type}.{property.Name}"));
    }

    [Fact]
    public void GrainInterfaces_WhatTheyCarry_IsAContractOrPlain()
    {
        var carried = Contracts.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Select(WireSample.Element).Where(type => type.Assembly == Contracts && !type.IsEnum).Distinct();
        Assert.All(carried, type => Assert.NotNull(type.GetCustomAttribute<GenerateSerializerAttribute>()));
    }
}
