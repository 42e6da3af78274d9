using System.ComponentModel.DataAnnotations;

namespace JobScheduler.Samples.Providers.Jobs;

/// <summary>The payload of <c>github_user</c>.</summary>
internal sealed record GithubUserRequest(
    [Required, RegularExpression("[A-Za-z0-9](-?[A-Za-z0-9]){0,38}", ErrorMessage = "must be letters, digits and single hyphens between them"),
     StringLength(39, ErrorMessage = "must have at most 39 characters")] string Login);

/// <summary>The provider's answer.</summary>
internal sealed record GithubUserAnswer(string? Login, string? Name, Uri? HtmlUrl, int? PublicRepos, int? Followers, DateTimeOffset? CreatedAt);

/// <summary>The result of <c>github_user</c>; the name is the login where the user has given none.</summary>
internal sealed record GithubUser(string Login, string Name, Uri ProfileUrl, int PublicRepos, int Followers, DateTimeOffset CreatedAt);

internal sealed class GithubUserProvider : IProvider<GithubUserRequest, GithubUserAnswer, GithubUser>
{
    public string NotFoundCode => "user_not_found";

    public string PathOf(GithubUserRequest request) => "users/" + request.Login;

    public GithubUser? Normalize(GithubUserRequest request, GithubUserAnswer answer) =>
        answer is { Login: { Length: > 0 } login, HtmlUrl: { } url, PublicRepos: { } repos, Followers: { } followers, CreatedAt: { } created }
            ? new(login, answer.Name ?? login, url, repos, followers, created)
            : null;
}
