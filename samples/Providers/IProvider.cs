namespace JobScheduler.Samples.Providers;

/// <summary>What is special about one provider; how it is asked is the same for all of them: <see cref="ProviderHandler{T, P, A, R}"/>.</summary>
/// <typeparam name="TRequest">The job's payload; its annotations say what is accepted.</typeparam>
/// <typeparam name="TAnswer">The provider's JSON, as far as it is used.</typeparam>
/// <typeparam name="TResult">The job's result: the same whichever provider answered.</typeparam>
internal interface IProvider<TRequest, TAnswer, TResult>
    where TRequest : class
    where TAnswer : class
    where TResult : class
{
    /// <summary>The error code of a job that asks for what does not exist.</summary>
    string NotFoundCode { get; }

    /// <summary>Below the provider's base URL.</summary>
    string PathOf(TRequest request);

    /// <summary>The result; null if the answer is not what the provider promises.</summary>
    TResult? Normalize(TRequest request, TAnswer answer);
}
