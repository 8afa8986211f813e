namespace Siren2.Losses;

/// <summary>What a <see cref="GradientCheck"/> has to say of a gradient.</summary>
public enum GradientVerdict
{
    /// <summary>The gradient explains how the value changes along every probe.</summary>
    Right,

    /// <summary>Along some probe it does not, by more than any kink there could hide; or a value or gradient is not finite.</summary>
    Wrong,

    /// <summary>
    /// Along some probe value and gradient differ, but the gradient jumps so often there that a right one could differ as much: the point has too
    /// many kinks. Check at another one, noise for instance.
    /// </summary>
    Undecided,

    /// <summary>The gradient is zero here, and so is the value or its change along every probe: a wrong gradient would look the same.</summary>
    Unchecked,
}
