namespace Siren2.Checks;

/// <summary>Refuses numbers that nothing can be done with.</summary>
internal static class NumberCheck
{
    /// <summary>Refuses what is zero, negative, infinite or no number of either sign.</summary>
    /// <inheritdoc cref="FiniteFromZero" path="/param"/>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive, or not finite.</exception>
    public static void FiniteAboveZero(double value, string what, string name)
    {
        if (!(value is > 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{what} must be a finite number above 0.");
        }
    }

    /// <summary>Refuses what is negative, infinite or no number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="what">What it is, to begin a sentence with.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not finite.</exception>
    public static void FiniteFromZero(double value, string what, string name)
    {
        if (!(value is >= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{what} must be a finite number from 0.");
        }
    }
}
