using System.Globalization;
using System.Reflection;

namespace Siren2.Tests;

/// <summary>Names of types and values as C# spells them, without namespaces.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Plain(Type type) => Of(type, null);

    /// <summary>The name, with question marks where a reference may be null.</summary>
    public static string Of(Type type, NullabilityInfo? nullability)
    {
        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsByRef || type.IsPointer)
        {
            return Of(type.GetElementType()!, nullability?.ElementType) + (type.IsPointer ? "*" : "");
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return Plain(underlying) + "?";
        }

        string name = Keywords.TryGetValue(type, out string? keyword) ? keyword : type.Name.Split('`')[0];
        if (type.IsNested && !type.IsGenericParameter)
        {
            name = $"{Plain(type.DeclaringType!)}.{name}";
        }

        Type[] arguments = type.GetGenericArguments();
        string inner = string.Join(", ", arguments.Select((argument, i) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i))));
        return name + (arguments.Length > 0 ? $"<{inner}>" : "") + mark;
    }

    public static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
