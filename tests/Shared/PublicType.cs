using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Siren2.Tests;

/// <summary>Writes what others see of a type, much as its C# source would say it; what the compiler makes of records is left out.</summary>
internal static class PublicType
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static void Describe(Type type, string indent, StringBuilder text)
    {
        text.Append(indent).Append(Header(type)).Append('\n');
        string inner = indent + "    ";
        foreach (string member in Members(type))
        {
            text.Append(inner).Append(member).Append('\n');
        }

        foreach (Type nested in type.GetNestedTypes().OrderBy(nested => nested.Name, StringComparer.Ordinal))
        {
            Describe(nested, inner, text);
        }
    }

    private static string Header(Type type)
    {
        if (type.BaseType == typeof(MulticastDelegate))
        {
            return "delegate " + Signature(type.GetMethod("Invoke")!, TypeName.Plain(type));
        }

        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (IsRecord(type) ? "record struct" : "struct")
            : (type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
                + (IsRecord(type) ? "record" : "class");
        Type? parent = type.IsClass && type.BaseType != typeof(object) ? type.BaseType : null;
        IEnumerable<Type> parents = type.GetInterfaces()
            .Where(face => face.IsVisible && !type.IsEnum && !(face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Except(type.BaseType?.GetInterfaces() ?? []);
        string[] bases = [.. parents.Select(TypeName.Plain).Order(StringComparer.Ordinal)];
        string all = string.Join(", ", parent is null ? bases : [TypeName.Plain(parent), .. bases]);
        return $"{kind} {TypeName.Plain(type)}{(all.Length > 0 ? " : " + all : "")}";
    }

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return type.BaseType == typeof(MulticastDelegate)
            ? []
            : [
                .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).OrderBy(field => field.Name, StringComparer.Ordinal).Select(Describe),
                .. type.GetConstructors(Declared).Where(IsVisible).Select(maker => Describe(maker, type)).Order(StringComparer.Ordinal),
                .. type.GetProperties(Declared).Where(IsVisible).OrderBy(property => property.Name, StringComparer.Ordinal).Select(Describe),
                .. type.GetMethods(Declared).Where(IsOwn).Select(method => Modifiers(method) + Signature(method, method.Name)).Order(StringComparer.Ordinal),
            ];
    }

    private static bool IsVisible(MethodBase method) => (method.IsPublic || method.IsFamily) && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsVisible(PropertyInfo property) =>
        property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(accessor => accessor.IsPublic || accessor.IsFamily);

    private static bool IsOwn(MethodInfo method) =>
        IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static string Describe(FieldInfo field)
    {
        string type = TypeName.Of(field.FieldType, Nullability.Create(field));
        string modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{modifiers}{type} {field.Name}{(field.IsLiteral ? " = " + TypeName.Value(field.GetRawConstantValue()) : "")}";
    }

    private static string Describe(ConstructorInfo maker, Type type) => $"{TypeName.Plain(type)}({Parameters(maker)})";

    private static string Describe(PropertyInfo property)
    {
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string set = property.SetMethod is not { } setter || !IsVisible(property) || !(setter.IsPublic || setter.IsFamily) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        string index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(Parameter))}]" : "";
        string type = TypeName.Of(property.PropertyType, Nullability.Create(property));
        return $"{Modifiers(property.GetAccessors(nonPublic: true)[0])}{required}{type} {property.Name}{index} {{ get; {set}}}";
    }

    private static string Modifiers(MethodInfo method) =>
        method.DeclaringType!.IsInterface ? (method.IsStatic ? "static " : "")
        : (method.IsFamily ? "protected " : "")
            + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.GetBaseDefinition() != method ? "override "
                : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Signature(MethodInfo method, string name)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName.Plain))}>" : "";
        return $"{TypeName.Of(method.ReturnType, Nullability.Create(method.ReturnParameter))} {name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string mode = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : "";
        string value = parameter.HasDefaultValue ? " = " + TypeName.Value(parameter.RawDefaultValue) : "";
        return $"{mode}{TypeName.Of(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}{value}";
    }
}
