using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Checks data annotations of a payload and of everything in it: nested objects, elements of collections, values of dictionaries;
/// on properties, on the constructor parameters of positional records, on types, and <see cref="IValidatableObject"/>. Problems are
/// reported under the names of the JSON. An object is visited once, and nothing below 64 levels is.
/// </summary>
internal sealed class AnnotationsValidator(IServiceProvider services)
{
    private const int MaxDepth = 64;
    private readonly ConcurrentDictionary<(Type, JsonSerializerOptions), PayloadShape> _shapes = new();

    /// <summary>Checks a value.</summary>
    /// <param name="errors">Where problems go.</param>
    /// <param name="path">The value's path.</param>
    /// <param name="value">The value.</param>
    /// <param name="json">How it was read: says the names.</param>
    public void Validate(FieldErrors errors, string path, object value, JsonSerializerOptions json) =>
        Visit(new Walk(errors, json, new(ReferenceEqualityComparer.Instance)), path, value, 0);

    private void Visit(Walk walk, string path, object? value, int depth)
    {
        if (value is null || depth > MaxDepth)
            return;
        var shape = _shapes.GetOrAdd((value.GetType(), walk.Json), static key => PayloadShape.Of(key.Item1, key.Item2));
        if (shape.IsLeaf || (!value.GetType().IsValueType && !walk.Seen.Add(value)))
            return;
        if (shape.IsDictionary)
            VisitDictionary(walk, path, (IEnumerable)value, depth);
        else if (shape.IsCollection)
            VisitCollection(walk, path, (IEnumerable)value, depth);
        else
            VisitObject(walk, path, value, shape, depth);
    }

    private void VisitObject(Walk walk, string path, object value, PayloadShape shape, int depth)
    {
        var before = walk.Errors.Count;
        foreach (var member in shape.Members)
        {
            var at = JsonPaths.Member(path, member.JsonName);
            var content = member.Read(value);
            var context = new ValidationContext(value, services, null) { MemberName = member.ClrName, DisplayName = member.JsonName };
            foreach (var attribute in member.Attributes)
                Report(walk, attribute.GetValidationResult(content, context), at);
            Visit(walk, at, content, depth + 1);
        }

        // As in .NET's own validator: the whole is looked at once its parts are fine.
        if (walk.Errors.Count == before)
            VisitWhole(walk, path, value, shape);
    }

    private void VisitWhole(Walk walk, string path, object value, PayloadShape shape)
    {
        var context = new ValidationContext(value, services, null) { DisplayName = path };
        foreach (var attribute in shape.TypeAttributes)
            Report(walk, attribute.GetValidationResult(value, context), path, shape);
        foreach (var result in (value as IValidatableObject)?.Validate(context) ?? [])
            Report(walk, result, path, shape);
    }

    private void VisitCollection(Walk walk, string path, IEnumerable items, int depth)
    {
        var index = 0;
        foreach (var item in items)
            Visit(walk, JsonPaths.Element(path, index++), item, depth + 1);
    }

    private void VisitDictionary(Walk walk, string path, IEnumerable entries, int depth)
    {
        foreach (var entry in entries)
        {
            if (PayloadShape.KeyAndValue(entry) is var (key, value))
                Visit(walk, JsonPaths.Member(path, key), value, depth + 1);
        }
    }

    private static void Report(Walk walk, ValidationResult? result, string path, PayloadShape? shape = null)
    {
        if (result is null)
            return;
        var message = result.ErrorMessage ?? "is not acceptable";
        var names = shape is null ? [] : result.MemberNames.Where(n => !string.IsNullOrEmpty(n)).ToArray();
        if (names.Length == 0)
            walk.Errors.Add(path, message);
        foreach (var name in names)
            walk.Errors.Add(JsonPaths.Member(path, shape!.JsonNameOf(name)), message);
    }

    private sealed record Walk(FieldErrors Errors, JsonSerializerOptions Json, HashSet<object> Seen);
}
