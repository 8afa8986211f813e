using System.Reflection;
using System.Runtime.CompilerServices;

namespace Siren2.Tests;

/// <summary>What public constructors and properties do with null where their types say that there is none.</summary>
internal static class NullArguments
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>
    /// Constructor parameters and properties that take null, or a list with null in it, or answer with anything but an
    /// <see cref="ArgumentException"/> that names them. Spans, delegates and abstract types are not looked at.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="samples">A value of every type that a constructor takes and that has no default here.</param>
    public static IReadOnlyList<string> Taken(Assembly assembly, params ReadOnlySpan<object> samples)
    {
        object[] own = [.. samples, 16, 16L, 1.0, 1f, "text", new float[16], new double[16], new byte[16], new int[] { 16 }];
        Type[] types = [.. assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsEnum: false, ContainsGenericParameters: false })];
        return
        [
            .. types.SelectMany(type => type.GetProperties().SelectMany(TakenBy)),
            .. types.SelectMany(type => type.GetConstructors().SelectMany(constructor => TakenBy(constructor, own))),
        ];
    }

    private static IEnumerable<string> TakenBy(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true, IsStatic: false } || property.GetIndexParameters().Length > 0)
        {
            yield break;
        }

        object instance = RuntimeHelpers.GetUninitializedObject(property.ReflectedType!);
        foreach ((string what, object? value) in Wrong(property.PropertyType, Nullability.Create(property)))
        {
            if (!IsRefused(() => property.SetValue(instance, value), property.Name, out string? instead))
            {
                yield return $"{property.ReflectedType!.Name}.{property.Name} {what}: {instead}";
            }
        }
    }

    private static IEnumerable<string> TakenBy(ConstructorInfo constructor, object[] samples)
    {
        ParameterInfo[] parameters = constructor.GetParameters();
        if (parameters.Any(parameter => parameter.ParameterType.IsByRefLike))
        {
            yield break;
        }

        object?[] right = Array.ConvertAll(parameters, parameter => Sample(parameter, samples));
        foreach (ParameterInfo parameter in parameters)
        {
            foreach ((string what, object? value) in Wrong(parameter.ParameterType, Nullability.Create(parameter)))
            {
                object?[] arguments = [.. right];
                arguments[parameter.Position] = value;
                if (!IsRefused(() => constructor.Invoke(arguments), parameter.Name!, out string? instead))
                {
                    yield return $"new {constructor.DeclaringType!.Name}({parameter.Name} {what}): {instead}";
                }
            }
        }
    }

    private static IEnumerable<(string What, object? Value)> Wrong(Type type, NullabilityInfo nullability)
    {
        if (type.IsValueType || typeof(Delegate).IsAssignableFrom(type))
        {
            yield break;
        }

        if (nullability.WriteState == NullabilityState.NotNull)
        {
            yield return ("null", null);
        }

        NullabilityInfo? element = nullability.ElementType ?? (nullability.GenericTypeArguments is [NullabilityInfo one] ? one : null);
        if (element is { Type.IsValueType: false, ReadState: NullabilityState.NotNull } && type.IsAssignableFrom(element.Type.MakeArrayType()))
        {
            yield return ("with null in it", Array.CreateInstance(element.Type, 1));
        }
    }

    private static object? Sample(ParameterInfo parameter, object[] samples) =>
        Array.Find(samples, parameter.ParameterType.IsInstanceOfType)
            ?? (parameter.HasDefaultValue || parameter.ParameterType.IsEnum || parameter.ParameterType.IsValueType ? Default(parameter)
                : typeof(Delegate).IsAssignableFrom(parameter.ParameterType) ? null
                : throw new InvalidOperationException($"No sample of a {parameter.ParameterType} for {parameter.Member.DeclaringType}."));

    private static object? Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType) : null;

    private static bool IsRefused(Action action, string name, out string? instead)
    {
        try
        {
            action();
            instead = "taken";
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException refusal && refusal.ParamName == name)
        {
            instead = null;
        }
        catch (TargetInvocationException e)
        {
            instead = $"{e.InnerException!.GetType().Name}: {e.InnerException.Message}";
        }

        return instead is null;
    }
}
