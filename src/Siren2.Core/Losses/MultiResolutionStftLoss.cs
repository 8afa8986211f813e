using System.Runtime.CompilerServices;
using Siren2.Kernels.Simd;

namespace Siren2.Losses;

/// <summary>
/// The multi-resolution STFT loss of Parallel WaveGAN (Yamamoto et al. 2020, arXiv 1910.11480, eq. 3 to 6): the mean over
/// resolutions of spectral convergence plus the mean distance of log magnitudes.
/// </summary>
/// <remarks>
/// <para>With prediction x, target y, and magnitudes M = √max(|STFT(x)|², 10⁻⁷), Y = √max(|STFT(y)|², 10⁻⁷) over the K
/// elements of a resolution's spectrum (frames centered, reflected at the ends, see
/// <see cref="Spectral.ShortTimeFourierTransform"/>):</para>
/// <para>Lₛ = ‖Y − M‖/‖Y‖ (Frobenius norms), Lₘ = (1/K)·Σ|ln Y − ln M|; the loss is the mean of Lₛ + Lₘ over resolutions.</para>
/// <para>Gradient: ∂Lₛ/∂M = (M − Y)/(‖Y − M‖·‖Y‖), taken as 0 where M = Y everywhere; ∂Lₘ/∂M = sign(M − Y)/(K·M), 0 where
/// M = Y; ∂M/∂(re, im) = (re, im)/M, 0 below the floor of 10⁻⁷; then the adjoint of the STFT. Silence and identical signals
/// thus have finite values and gradients. A prediction that is silent in a bin has no gradient there: train from
/// silence with a waveform term beside this one, see <see cref="HybridLoss"/>.</para>
/// <para>May be called from several threads at once: workspaces are kept for reuse, one for each concurrent call and length
/// of waveform, so that repeated calls allocate nothing.</para>
/// </remarks>
/// <example>
/// <code>
/// var loss = new MultiResolutionStftLoss(new StftResolution(512, 128, 512), new StftResolution(2048, 512, 2048));
/// </code>
/// </example>
public sealed class MultiResolutionStftLoss : IStoppableLoss
{
    private readonly StftResolution[] _resolutions;
    private readonly SimdWidth _width;
    private readonly WorkspacePool _idle;

    /// <summary>The loss at <see cref="DefaultResolutions"/>.</summary>
    public MultiResolutionStftLoss()
        : this([.. DefaultResolutions])
    {
    }

    /// <summary>The loss at one resolution.</summary>
    /// <param name="resolution">The resolution.</param>
    /// <exception cref="ArgumentNullException"><paramref name="resolution"/> is null.</exception>
    [OverloadResolutionPriority(1)]
    public MultiResolutionStftLoss(StftResolution resolution)
        : this([resolution ?? throw new ArgumentNullException(nameof(resolution))], SimdWidths.Best)
    {
    }

    /// <summary>The loss at the given resolutions.</summary>
    /// <param name="resolutions">At least one.</param>
    /// <exception cref="ArgumentException">There are no resolutions.</exception>
    /// <exception cref="ArgumentNullException">A resolution is null.</exception>
    public MultiResolutionStftLoss(params ReadOnlySpan<StftResolution> resolutions)
        : this(resolutions, SimdWidths.Best)
    {
    }

    internal MultiResolutionStftLoss(ReadOnlySpan<StftResolution> resolutions, SimdWidth width)
    {
        if (resolutions.IsEmpty)
        {
            throw new ArgumentException("A multi-resolution loss needs at least one resolution.", nameof(resolutions));
        }

        foreach (StftResolution resolution in resolutions)
        {
            ArgumentNullException.ThrowIfNull(resolution, nameof(resolutions));
        }

        _resolutions = resolutions.ToArray();
        _width = width;
        _idle = new WorkspacePool(length => new MultiResolutionWorkspace(_resolutions, length, _width));
    }

    /// <summary>
    /// Parallel WaveGAN's: (FFT size, hop, window) = (1024, 120, 600), (2048, 240, 1200), (512, 50, 240).
    /// </summary>
    public static IReadOnlyList<StftResolution> DefaultResolutions =>
        [new StftResolution(1024, 120, 600), new StftResolution(2048, 240, 1200), new StftResolution(512, 50, 240)];

    /// <summary>The resolutions.</summary>
    public IReadOnlyList<StftResolution> Resolutions => _resolutions.AsReadOnly();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        LossArguments.Check(prediction, target, context, gradient);
        MultiResolutionWorkspace workspace = _idle.Take(prediction.Length);
        workspace.SetTarget(target);
        double value = workspace.Evaluate(prediction, gradient);
        _idle.Return(workspace);
        return value;
    }

    /// <inheritdoc/>
    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => Prepare(target, context, CancellationToken.None);

    /// <inheritdoc/>
    IPreparedLoss IStoppableLoss.Prepare(ReadOnlyMemory<float> target, LossContext context, CancellationToken stop) => Prepare(target, context, stop);

    private MultiResolutionWorkspace Prepare(ReadOnlyMemory<float> target, LossContext context, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (target.IsEmpty)
        {
            throw new ArgumentException("The target is empty; a loss needs at least one sample.", nameof(target));
        }

        var workspace = new MultiResolutionWorkspace(_resolutions, target.Length, _width);
        workspace.SetTarget(target.Span, stop);
        return workspace;
    }
}
