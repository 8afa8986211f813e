using System.Globalization;
using Siren2.Losses;
using Siren2.NWaves.Losses;

namespace Siren2.NWaves;

/// <summary>
/// How far the levels of a waveform lie from those of its target in the bands of one of NWaves' filter banks: mel, Bark or ERB. The gradient is
/// exact.
/// </summary>
/// <remarks>
/// <para>With X the short-time Fourier transform of the clip's own samples (<see cref="LossContext.Scale"/> times what the loss sees; frames
/// centered, reflected at the ends, under a periodic Hann window w), filters B from NWaves for the context's sample rate, and ε the floor:
/// E[f, m] = Σₖ B[m, k]·|X[f, k]|²/(Σw)² + ε, and the loss is the mean over frames f and filters m of |ln E − ln E′| or of (ln E − ln E′)², E′
/// being the target's.</para>
/// <para>Gradient: ∂L/∂E = ±1/(F·M·E) or 2·(ln E − ln E′)/(F·M·E); ∂E/∂X = 2·B·X/(Σw)²; then the adjoint of the transform, times the scale. Filters
/// that are narrower than a bin and so catch none are left out, of the mean too.</para>
/// <para>May be called from several threads at once. Prepared losses allocate nothing while they are used; others keep their workspaces for the next
/// call.</para>
/// </remarks>
/// <example>
/// <code>
/// var mel = new FilterBankLoss(new() { Kind = FilterBankKind.Mel, HighFrequency = 8_000 });
/// var options = new UpsamplerOptions { Guided = new() { Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(mel, 0.001)) } };
/// </code>
/// </example>
public sealed class FilterBankLoss : IWaveformLoss
{
    private readonly Lock _lock = new();
    private readonly List<FilterBankWorkspace> _idle = [];
    private FilterBank? _latest;

    /// <summary>A loss.</summary>
    /// <param name="options">Which bank, and how it is used; null for the defaults.</param>
    public FilterBankLoss(FilterBankLossOptions? options = null) => Options = options ?? new FilterBankLossOptions();

    /// <summary>Which bank, and how it is used.</summary>
    public FilterBankLossOptions Options { get; }

    /// <inheritdoc/>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(FilterBankLoss).FullName}({Options.Kind}, {Options.FilterCount} filters from {Options.LowFrequency:R} to "
            + $"{Options.HighFrequency:R} Hz, FFT {Options.FftSize}, hop {Options.Hop}, floor {Options.Floor:R}, {Options.Distance})");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty, their lengths differ, or the bank does not fit the context's sample rate.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (prediction.IsEmpty || target.Length != prediction.Length || gradient.Length != prediction.Length)
        {
            throw new ArgumentException(
                $"The prediction has {prediction.Length} samples, the target {target.Length}, and the gradient room for "
                    + $"{gradient.Length}; one at least is needed, and equal numbers.", nameof(prediction));
        }

        FilterBankWorkspace workspace = Take(prediction.Length, context.SampleRate);
        workspace.SetTarget(target, context.Scale);
        double value = workspace.Evaluate(prediction, gradient);
        lock (_lock)
        {
            _idle.RemoveRange(0, _idle.Count < 2 * Environment.ProcessorCount ? 0 : 1);
            _idle.Add(workspace);
        }

        return value;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is empty, or the bank does not fit the context's sample rate.</exception>
    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (target.IsEmpty)
        {
            throw new ArgumentException("The target is empty; a loss needs at least one sample.", nameof(target));
        }

        var workspace = new FilterBankWorkspace(Options, BankFor(context.SampleRate), target.Length);
        workspace.SetTarget(target.Span, context.Scale);
        return workspace;
    }

    private FilterBankWorkspace Take(int length, int sampleRate)
    {
        lock (_lock)
        {
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                FilterBankWorkspace workspace = _idle[i];
                if (workspace.Length == length && workspace.SampleRate == sampleRate)
                {
                    _idle.RemoveAt(i);
                    return workspace;
                }
            }
        }

        return new FilterBankWorkspace(Options, BankFor(sampleRate), length);
    }

    /// <summary>The bank at a rate; a fit has one rate, so that the latest is kept.</summary>
    private FilterBank BankFor(int sampleRate)
    {
        lock (_lock)
        {
            return _latest?.SampleRate == sampleRate ? _latest : _latest = FilterBank.Create(Options, sampleRate);
        }
    }
}
