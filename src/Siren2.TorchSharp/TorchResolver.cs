using Microsoft.Extensions.Logging;

namespace Siren2.TorchSharp;

/// <summary>
/// An upsampler whose networks are fitted by TorchSharp, many segments as one batch, on a device of choice. Its results are those of the managed
/// networks but for rounding. On a processor the managed ones are faster; this is for a GPU.
/// </summary>
/// <remarks>
/// <para>Thread-safe, as <see cref="Siren2.Upsampler"/> is.</para>
/// <para><see cref="UpsamplerOptions.MaxDegreeOfParallelism"/> bounds the threads of Siren2, not those that libtorch has of its own, by default one for each
/// processor: their number is one for the whole process, which is the host's. It sets that by <c>torch.set_num_threads(n)</c>, before the first fit.</para>
/// </remarks>
public sealed class TorchResolver : ISuperResolver
{
    /// <summary>Creates a resolver.</summary>
    /// <param name="options">
    /// Options of the fit; null for <see cref="UpsamplerOptions.Balanced"/>. Blind fits have networks here, whatever <see cref="BlindOptions.Texture"/> says.
    /// </param>
    /// <param name="batch">Device and size of a batch; null for the defaults.</param>
    /// <param name="logger">Is told about every stage; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have an encoder or a model of their own.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchResolver(UpsamplerOptions? options = null, TorchBatchOptions? batch = null, ILogger<Upsampler>? logger = null)
    {
        options ??= UpsamplerOptions.Balanced;
        Upsampler = new Upsampler(
            options with
            {
                Blind = options.Blind with { Model = ModelOf(options.Blind, batch) },
                Guided = options.Guided with { Model = ModelOf(options.Guided, batch) },
            },
            logger);
    }

    /// <summary>The upsampler with these networks: for guided fits, clips of any length and fits that are saved.</summary>
    public Upsampler Upsampler { get; }

    /// <inheritdoc/>
    public UpsampleResult FitAndPredict(
        AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Upsampler.FitAndPredict(clip, targetSampleRate, progress, cancellationToken);

    /// <summary>Guided: fits the clip's high-rate original, to measure what the networks can represent.</summary>
    /// <inheritdoc cref="Upsampler.FitAndPredict(AudioClip, AudioClip, IProgress{FitProgress}?, CancellationToken)"/>
    public UpsampleResult FitAndPredict(
        AudioClip clip, AudioClip reference, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Upsampler.FitAndPredict(clip, reference, progress, cancellationToken);

    private static TorchSirenModel ModelOf(NetworkOptions options, TorchBatchOptions? batch) =>
        options is { Encoder: null, Model: null }
            ? new TorchSirenModel(options.Decoder, batch, options.UseWinner)
            : throw new ArgumentException("Networks with an encoder, and a host's own, are not fitted in batches: leave Encoder and Model null.", nameof(options));
}
