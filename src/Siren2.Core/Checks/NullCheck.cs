using System.Runtime.CompilerServices;

namespace Siren2.Checks;

/// <summary>Refuses null in what callers give, in a property's accessor as in a method; returns what is right.</summary>
internal static class NullCheck
{
    /// <summary>Refuses null.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static T NotNull<T>(T value, [CallerMemberName] string name = "")
        where T : class => value ?? throw new ArgumentNullException(name);

    /// <summary>Refuses null, and a list with null in it.</summary>
    /// <exception cref="ArgumentNullException">The list or an element is null.</exception>
    public static IReadOnlyList<T> NoneNull<T>(IReadOnlyList<T> values, [CallerMemberName] string name = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values, name);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is null)
            {
                throw new ArgumentNullException(name, $"Element {i} of {values.Count} is null; none may be.");
            }
        }

        return values;
    }
}
