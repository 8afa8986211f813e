namespace Siren2.Kernels;

/// <summary>SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.</summary>
internal static class SplitMix
{
    /// <summary>What the state grows by from one number to the next.</summary>
    public const ulong Increment = 0x9E3779B97F4A7C15;

    /// <summary>The finalizer: makes of states that lie side by side numbers that have nothing to do with each other.</summary>
    public static ulong Mix(ulong state)
    {
        unchecked
        {
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
            return state ^ (state >> 31);
        }
    }
}
