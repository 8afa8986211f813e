using Siren2.Losses;

namespace Siren2;

/// <summary>How a guided fit, which knows the clip's high-rate reference, learns what the clip lacks.</summary>
/// <example>
/// <code>
/// var options = new UpsamplerOptions { Guided = new() { Loss = new MeanAbsoluteErrorLoss(), Fit = new() { StepCount = 300 } } };
/// </code>
/// </example>
public sealed record GuidedOptions : NetworkOptions
{
    /// <summary>
    /// The loss. It sees output and reference of a segment in units of eight times the residual's root mean square. Default: mean squared error.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IWaveformLoss Loss { get; init => field = NotNull(value, nameof(Loss)); } = new MeanSquaredErrorLoss();
}
