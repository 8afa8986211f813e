using System.Reflection;

namespace Siren2.Tests;

/// <summary>Whether types that compare themselves can be compared, and written down, where a property is null that must not be.</summary>
internal static class NullEquality
{
    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>Properties that take null, or a list with null in it, and make Equals, GetHashCode or ToString throw then, or tell equal ones apart.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="samples">An object of every such type that has no constructor without parameters.</param>
    public static IReadOnlyList<string> Faults(Assembly assembly, params ReadOnlySpan<object> samples)
    {
        object[] own = samples.ToArray();
        return
        [
            .. from type in assembly.GetExportedTypes()
               where type is { IsAbstract: false, IsEnum: false, ContainsGenericParameters: false }
                   && type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType == type
               from property in type.GetProperties()
               where property.SetMethod is { IsPublic: true, IsStatic: false } && !property.PropertyType.IsValueType
               from value in Wrong(property.PropertyType)
               let fault = FaultOf(Filled(type, own), property, value)
               where fault is not null
               select $"{type.Name}.{property.Name} {(value is null ? "null" : "with null in it")}: {fault}",
        ];
    }

    private static string? FaultOf(object right, PropertyInfo property, object? value)
    {
        object wrong = Clone.Invoke(right, null)!;
        try
        {
            property.SetValue(wrong, value);
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException)
        {
            return null;
        }

        object same = Clone.Invoke(wrong, null)!;
        string? fault = null;
        Exception? thrown = Record.Exception(() =>
        {
            _ = wrong.ToString();
            fault = wrong.Equals(right) || right.Equals(wrong) ? "equal to one without"
                : !wrong.Equals(same) || wrong.GetHashCode() != same.GetHashCode() ? "another than its copy"
                : null;
        });
        return thrown is null ? fault : $"{thrown.GetType().Name}: {thrown.Message}";
    }

    private static object?[] Wrong(Type type) => type.GetGenericArguments() is [{ IsValueType: false } element] && type.IsAssignableFrom(element.MakeArrayType())
        ? [null, Array.CreateInstance(element, 1)]
        : [null];

    /// <summary>An object of a type, no list or text of which is null.</summary>
    private static object Filled(Type type, object[] samples)
    {
        object filled = Array.Find(samples, type.IsInstanceOfType) is object sample ? Clone.Invoke(sample, null)! : Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property is { SetMethod.IsPublic: true, PropertyType.IsValueType: false }))
        {
            if (property.GetValue(filled) is null && Some(property.PropertyType, samples) is object some)
            {
                property.SetValue(filled, some);
            }
        }

        return filled;
    }

    private static object? Some(Type type, object[] samples) =>
        Array.Find(samples, type.IsInstanceOfType)
            ?? (type == typeof(string) ? "text"
                : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
                : type.GetGenericArguments() is [Type element] && type.IsAssignableFrom(element.MakeArrayType()) ? Array.CreateInstance(element, 0)
                : null);
}
