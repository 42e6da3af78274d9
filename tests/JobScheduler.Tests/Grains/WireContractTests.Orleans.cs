using System.Reflection;
using JobScheduler.Cluster.Clients;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>Every contract crosses a real wire unchanged, and nothing that crosses one lacks a contract.</summary>
public sealed class WireContractTests
{
    private static readonly Assembly[] Contracts = [typeof(JobSpec).Assembly, typeof(JobScheduler.Grains.Storage.JobRecord).Assembly, typeof(IReadGrain).Assembly];
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> WireTypes =>
        [.. Types.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).Select(type => type.FullName!)];

    private static IEnumerable<Type> Types => Contracts.SelectMany(assembly => assembly.GetTypes());

    [Theory]
    [MemberData(nameof(WireTypes))]
    public void Serialize_EveryFieldSet_ComesBackEqual(string type)
    {
        var sent = WireSample.Of(Contract(type));
        var received = _serializer.Deserialize<object>(_serializer.SerializeToArray<object>(sent));
        Assert.Equal(WireSample.Describe(sent), WireSample.Describe(received));
    }

    [Theory]
    [MemberData(nameof(WireTypes))]
    public void Contract_Properties_AllHaveAnId(string type)
    {
        var contract = Contract(type);
        Assert.NotNull(contract.GetCustomAttribute<AliasAttribute>(inherit: false));
        Assert.NotNull(contract.GetCustomAttribute<ImmutableAttribute>(inherit: false));
        Assert.All(WireSample.Stored(contract), property => Assert.True(property.GetCustomAttribute<IdAttribute>() is not null, $"{type}.{property.Name}"));
    }

    [Fact]
    public void GrainInterfaces_WhatTheyCarry_IsAContractOrPlain()
    {
        var carried = Types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Select(WireSample.Element).Where(type => WireSample.IsOurs(type) && !type.IsEnum).Distinct();
        Assert.All(carried, type => Assert.NotNull(type.GetCustomAttribute<GenerateSerializerAttribute>()));
    }

    private static Type Contract(string name) => Types.Single(type => type.FullName == name);
}
