using System.Globalization;
using Siren2.Decoding;
using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;
using Siren2.TorchSharp.Batches;
using Siren2.TorchSharp.Native;

namespace Siren2.TorchSharp;

/// <summary>
/// The default network of a fit, a <see cref="SirenDecoder"/> over time and baseline, evaluated by TorchSharp for many segments at once. It begins with
/// the same weights as the managed network, is fitted by the same optimizer and rules, and is rendered by the managed decoder: results differ by the
/// rounding of its steps alone.
/// </summary>
/// <remarks>
/// <see cref="UpsamplerOptions.MaxDegreeOfParallelism"/> does not bound the threads that libtorch has of its own; a host does, for its whole process, by
/// <c>torch.set_num_threads(n)</c>.
/// </remarks>
public sealed class TorchSirenModel : ISegmentBatchModel
{
    private readonly SirenSegmentModel _managed;

    /// <summary>Creates a model.</summary>
    /// <param name="decoder">Size and inputs of each decoder; null for those of <see cref="SirenSegmentModel.Decoder"/>. It has no latents.</param>
    /// <param name="options">Device and size of a batch; null for the defaults.</param>
    /// <param name="useWinner">Whether the decoders start with WINNER noise.</param>
    /// <exception cref="ArgumentException">The decoder has latents.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchSirenModel(SirenDecoderOptions? decoder = null, TorchBatchOptions? options = null, bool useWinner = true)
    {
        if (decoder is { LatentDimension: > 0 })
        {
            throw new ArgumentException($"The decoder has {decoder.LatentDimension} latents; in a batch it has none.", nameof(decoder));
        }

        NativeParts.Require();
        _managed = decoder is null ? new SirenSegmentModel { UseWinner = useWinner } : new SirenSegmentModel { Decoder = decoder, UseWinner = useWinner };
        Options = options ?? new TorchBatchOptions();
    }

    /// <summary>Size and inputs of each decoder.</summary>
    public SirenDecoderOptions Decoder => _managed.Decoder;

    /// <summary>Device and size of a batch.</summary>
    public TorchBatchOptions Options { get; }

    /// <inheritdoc/>
    public int BatchSize => Options.BatchSize;

    /// <inheritdoc/>
    /// <remarks>The kind of the device is in it, where that is not the CPU: each rounds in its own way.</remarks>
    public string Identity => DeviceName.Append(Name, Options.Device);

    private string Name => string.Create(
        CultureInfo.InvariantCulture, $"siren2.torchsharp.siren.1 {Decoder.Width} {Decoder.Depth} {Decoder.UseBaseline} {Decoder.Omega0} {_managed.UseWinner}");

    /// <inheritdoc/>
    public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism)
    {
        using ISegmentNetwork fresh = _managed.Create(input, seed, maxDegreeOfParallelism: 1);
        return new TorchSirenNetwork(this, _managed, input, fresh.Export(), maxDegreeOfParallelism);
    }

    /// <inheritdoc/>
    /// <remarks>The managed decoder renders it: no native part is needed.</remarks>
    public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => _managed.Import(input, tensors);

    /// <inheritdoc/>
    /// <remarks>Fits of any device are: one that a GPU has made is rendered where there is none.</remarks>
    public bool Restores(string identity) => DeviceName.IsOf(identity, Name);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A network is not of this kind of model.</exception>
    public IReadOnlyList<FitOutcome> Fit(IReadOnlyList<SegmentFit> fits, FitOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fits);
        ArgumentNullException.ThrowIfNull(options);
        TorchSirenNetwork[] networks =
        [
            .. fits.Select(fit => fit.Network as TorchSirenNetwork ?? throw new ArgumentException("A network was made by another model.", nameof(fits))),
        ];
        using var batch = new SirenBatch(networks, Decoder, Options.Device);
        FitOutcome[] outcomes = new BatchFit(batch, fits, options, networks.Max(network => network.MaxDegreeOfParallelism)).Run(cancellationToken);
        for (int i = 0; i < networks.Length; i++)
        {
            batch.CopyWeightsTo(i, networks[i].Tensors);
        }

        return outcomes;
    }
}
