using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Siren2.Tests;

/// <summary>What public constructors, properties and methods do with null where their types say that there is none.</summary>
internal static class NullArguments
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>
    /// Constructor parameters and properties that take null, or a list with null in it, or answer with anything but an <see cref="ArgumentNullException"/>,
    /// of a list an <see cref="ArgumentException"/>, that names them. Delegates and abstract types are not looked at.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="samples">A value of every type that a constructor takes and that has no default here.</param>
    public static IReadOnlyList<string> Taken(Assembly assembly, params ReadOnlySpan<object> samples)
    {
        object[] own = WithOwn(samples);
        Type[] types = [.. TypesOf(assembly).Where(type => !type.IsAbstract)];
        return
        [
            .. types.SelectMany(type => type.GetProperties().SelectMany(TakenBy)),
            .. types.SelectMany(type => type.GetConstructors().SelectMany(constructor =>
                TakenBy(constructor, instance: null, own, withDelegates: false))),
        ];
    }

    /// <summary>Likewise, parameters of public methods, delegates too.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="samples">
    /// An object of every type whose methods need one, and a value of every type that they take, where there is no default here; with the name of a
    /// parameter, <c>("reference", clip)</c>, for it alone.
    /// </param>
    public static IReadOnlyList<string> TakenByMethods(Assembly assembly, params ReadOnlySpan<object> samples)
    {
        object[] own = WithOwn(samples);
        return
        [
            .. from type in TypesOf(assembly)
               where !type.IsInterface && !typeof(Delegate).IsAssignableFrom(type)
               from method in type.GetMethods(Declared)
               where !method.IsSpecialName && !method.IsGenericMethod && method.Name is not nameof(Equals)
                   && method.GetParameters().Any(parameter => !parameter.ParameterType.IsByRef && Wrong(parameter, withDelegates: true).Any())
               let instance = method.IsStatic ? null : Sample(type, own) ?? throw new InvalidOperationException($"No sample of a {type} for {method}.")
               from taken in TakenBy(method, instance, own, withDelegates: true)
               select taken,
        ];
    }

    private static object[] WithOwn(ReadOnlySpan<object> samples) =>
        [.. samples, 16, 16L, 1.0, 1f, "text", new float[16], new double[16], new byte[16], new int[] { 16 }];

    private static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type is { IsEnum: false, ContainsGenericParameters: false });

    private static IEnumerable<string> TakenBy(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true, IsStatic: false } || property.GetIndexParameters().Length > 0)
        {
            yield break;
        }

        object instance = RuntimeHelpers.GetUninitializedObject(property.ReflectedType!);
        foreach ((string what, object? value) in Wrong(property.PropertyType, Nullability.Create(property), withDelegates: false))
        {
            if (!IsRefused(() => property.SetValue(instance, value), property.Name, value, out string? instead))
            {
                yield return $"{property.ReflectedType!.Name}.{property.Name} {what}: {instead}";
            }
        }
    }

    private static IEnumerable<string> TakenBy(MethodBase method, object? instance, object[] samples, bool withDelegates)
    {
        ParameterInfo[] parameters = method.GetParameters();
        object?[] right = Array.ConvertAll(parameters, parameter => Sample(parameter, samples));
        foreach (ParameterInfo parameter in parameters)
        {
            foreach ((string what, object? value) in Wrong(parameter, withDelegates))
            {
                object?[] arguments = [.. right];
                arguments[parameter.Position] = value;
                if (!IsRefused(() => Call(method, instance, arguments), parameter.Name!, value, out string? instead))
                {
                    yield return $"{method.DeclaringType!.Name}.{method.Name}({parameter.Name} {what}): {instead}";
                }
            }
        }
    }

    private static IEnumerable<(string What, object? Value)> Wrong(ParameterInfo parameter, bool withDelegates) =>
        Wrong(parameter.ParameterType, Nullability.Create(parameter), withDelegates);

    private static IEnumerable<(string What, object? Value)> Wrong(Type type, NullabilityInfo nullability, bool withDelegates)
    {
        if ((type.IsValueType && !IsSpan(type)) || (!withDelegates && typeof(Delegate).IsAssignableFrom(type)))
        {
            yield break;
        }

        if (!type.IsValueType && nullability.WriteState == NullabilityState.NotNull)
        {
            yield return ("null", null);
        }

        NullabilityInfo? element = nullability.ElementType ?? (nullability.GenericTypeArguments is [NullabilityInfo one] ? one : null);
        if (element is { Type.IsValueType: false, ReadState: NullabilityState.NotNull } && (IsSpan(type) || type.IsAssignableFrom(element.Type.MakeArrayType())))
        {
            yield return ("with null in it", Array.CreateInstance(element.Type, 1));
        }
    }

    private static object? Sample(ParameterInfo parameter, object[] samples)
    {
        Type type = parameter.ParameterType;
        return Array.Find(samples, sample => sample is ValueTuple<string, object> one && one.Item1 == parameter.Name && type.IsInstanceOfType(one.Item2))
            is ValueTuple<string, object> named ? named.Item2
            : IsSpan(type) ? Sample(type.GetGenericArguments()[0].MakeArrayType(), samples) ?? Array.CreateInstance(type.GetGenericArguments()[0], 0)
            : Sample(type, samples)
                ?? (type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type)
                    : parameter.HasDefaultValue || typeof(Delegate).IsAssignableFrom(type) || Nullability.Create(parameter).WriteState == NullabilityState.Nullable ? null
                    : throw new InvalidOperationException($"No sample of a {type} for {parameter.Member.DeclaringType}."));
    }

    private static object? Sample(Type type, object[] samples) => Array.Find(samples, type.IsInstanceOfType);

    private static bool IsSpan(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>) || type.GetGenericTypeDefinition() == typeof(Span<>));

    /// <summary>Calls what takes spans too, which reflection alone cannot; waits for tasks.</summary>
    private static void Call(MethodBase method, object? instance, object?[] arguments)
    {
        Expression[] given = [.. method.GetParameters().Zip(arguments, (parameter, argument) => IsSpan(parameter.ParameterType)
            ? Expression.Convert(Expression.Constant(argument), parameter.ParameterType)
            : (Expression)Expression.Constant(argument, parameter.ParameterType))];
        Expression call = method is ConstructorInfo constructor
            ? Expression.New(constructor, given)
            : Expression.Call(instance is null ? null : Expression.Constant(instance), (MethodInfo)method, given);
        Expression body = typeof(Task).IsAssignableFrom(call.Type) ? call : Expression.Block(call, Expression.Constant(Task.CompletedTask));
        Expression.Lambda<Func<Task>>(body).Compile()().GetAwaiter().GetResult();
    }

    private static bool IsRefused(Action action, string name, object? value, out string? instead)
    {
        Exception? thrown = Record.Exception(action);
        thrown = thrown is TargetInvocationException { InnerException: Exception inner } ? inner : thrown;
        instead = thrown is ArgumentException refusal && refusal.ParamName == name && (value is not null || thrown is ArgumentNullException) ? null
            : thrown is null ? "taken"
            : $"{thrown.GetType().Name}: {thrown.Message}";
        return instead is null;
    }
}
