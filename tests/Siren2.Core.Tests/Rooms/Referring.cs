namespace Siren2.Core.Tests.Rooms;

/// <summary>Referred to by a constraint alone.</summary>
internal interface IReferred;

/// <summary>Referred to by what is caught alone.</summary>
#pragma warning disable CA1032, CA1812 // Nobody throws it.
internal sealed class ReferredException : InvalidOperationException;
#pragma warning restore CA1032, CA1812

/// <summary>Referred to where it marks something alone.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class ReferredAttribute : Attribute;

/// <summary>Names what it is about.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class AboutAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types => types;

    public Type? Other { get; set; }
}

[About(typeof(IReferred))]
internal static class MarkedByIt;

[About(typeof(int), Other = typeof(List<IReferred[]>))]
internal static class MarkedByList;

internal static class MarkedMember
{
    [About(typeof(string), typeof(IReferred))]
    public static void Nothing()
    {
    }
}

internal static unsafe class Pointed
{
    /// <summary>Called by way of a pointer whose signature alone names the type.</summary>
    public static void Run(void* function) => _ = ((delegate*<IReferred?>)function)();
}

internal static class TypeConstraint<T>
    where T : IReferred;

internal static class MethodConstraint
{
    public static void Nothing<T>()
        where T : IReferred
    {
    }
}

internal static class Catching
{
    public static void Run(Action action)
    {
        try
        {
            action();
        }
        catch (ReferredException)
        {
        }
    }
}

[Referred]
internal static class MarkedType;

internal static class MarkedMethod
{
    [Referred]
    public static void Nothing()
    {
    }
}

internal static class MarkedParameter
{
    public static int Same([Referred] int value) => value;
}

internal static class MarkedProperty
{
    [Referred]
    public static int Two => 2;
}

internal static class MarkedField
{
    [Referred]
    public static readonly object Value = new();
}
