using Siren2.Checks;
using Siren2.Optimization;

namespace Siren2;

/// <summary>How the fit of one network went.</summary>
public sealed record NetworkReport
{
    /// <summary>Channel, from zero.</summary>
    public required int Channel { get; init; }

    /// <summary>First output sample of its segment.</summary>
    public required int Start { get; init; }

    /// <summary>Output samples of its segment.</summary>
    public required int Length { get; init; }

    /// <summary>Weights and biases of decoder and encoder.</summary>
    public required int ParameterCount { get; init; }

    /// <summary>Losses, and why the fit ended.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required FitOutcome Outcome { get; init => field = NullCheck.NotNull(value); }
}
