using Siren2.Losses;
using Siren2.TorchSharp.Losses;
using Siren2.TorchSharp.Native;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>A function or module of TorchSharp as a loss of Siren2: autograd gives its gradient.</summary>
/// <remarks>
/// <para>No tensor outlives the evaluation that made it, but the target's features, which live as long as the fit. Tensors that a function keeps for
/// itself, windows for instance, must be made before it is called.</para>
/// <para>May be called from several threads at once. A module is the host's: it is not moved, not trained and not disposed of, and needs to lie on
/// <see cref="TorchLossOptions.Device"/>.</para>
/// </remarks>
public sealed class TorchLoss : IWaveformLoss
{
    private readonly TorchLossBody _body;

    /// <summary>Makes a loss of a function.</summary>
    /// <param name="loss">From prediction and target, both of the shape that the options say, to a scalar.</param>
    /// <param name="options">Device, type and shape; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchLoss(Func<Tensor, Tensor, Tensor> loss, TorchLossOptions? options = null)
        : this(TorchLossBody.Of(NotNull(loss)), options)
    {
    }

    /// <summary>Makes a loss of a function that asks for sample rate, scale or position.</summary>
    /// <param name="loss">From prediction and target, both of the shape that the options say, and their context to a scalar.</param>
    /// <param name="options">Device, type and shape; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchLoss(Func<Tensor, Tensor, LossContext, Tensor> loss, TorchLossOptions? options = null)
        : this(TorchLossBody.Of(NotNull(loss)), options)
    {
    }

    /// <summary>Makes a loss of features that are computed once for a target.</summary>
    /// <param name="features">From a waveform of the shape that the options say, and its context, to its features.</param>
    /// <param name="distance">From the features of prediction and target to a scalar.</param>
    /// <param name="options">Device, type and shape; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchLoss(Func<Tensor, LossContext, Tensor> features, Func<Tensor, Tensor, Tensor> distance, TorchLossOptions? options = null)
        : this(TorchLossBody.Of(NotNull(features), NotNull(distance)), options)
    {
    }

    /// <summary>
    /// Makes a loss of a module. A <see cref="FeatureLossModule"/> computes its target's features once. No two threads are in the module at once,
    /// not even by two losses of it, unless the options say that they may.
    /// </summary>
    /// <param name="module">From prediction and target, both of the shape that the options say, to a scalar.</param>
    /// <param name="options">Device, type and shape; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchLoss(nn.Module<Tensor, Tensor, Tensor> module, TorchLossOptions? options = null)
        : this(TorchLossBody.Of(NotNull(module)), options)
    {
    }

    private TorchLoss(TorchLossBody body, TorchLossOptions? options)
    {
        NativeParts.Require();
        _body = body;
        Options = options ?? new TorchLossOptions();
    }

    /// <summary>Device, type and shape.</summary>
    public TorchLossOptions Options { get; }

    /// <summary>
    /// <see cref="TorchLossOptions.Identity"/>, or the name of what is computed, with its parts where that is a <see cref="HybridLossModule"/>;
    /// and those of the other options that a result depends on, where they are not the defaults.
    /// </summary>
    public string Identity => (Options.Identity ?? _body.Name) + Options.Settings;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A span is empty or their lengths differ.</exception>
    /// <exception cref="InvalidOperationException">The result is no scalar, or does not depend on the prediction.</exception>
    public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
    {
        if (target.Length != prediction.Length)
        {
            throw new ArgumentException(
                $"The target has {target.Length} samples and the prediction {prediction.Length}; they must be equal.", nameof(target));
        }

        using var prepared = new PreparedTorchLoss(_body, Options, target, context);
        return prepared.Evaluate(prediction, gradient);
    }

    /// <inheritdoc/>
    /// <remarks>The prepared loss holds the target's features until it is disposed of, as a fit does at its end.</remarks>
    /// <exception cref="ArgumentException">The target is empty.</exception>
    public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) =>
        new PreparedTorchLoss(_body, Options, target.Span, context);

    private static T NotNull<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
