using MathNet.Numerics.Random;
using Siren2.Files;
using Siren2.Kernels.Threads;
using Siren2.Layers;
using Siren2.Optimization;

namespace Siren2.Encoding;

/// <summary>
/// The encoder of EnCodec: a convolutional network with an LSTM that turns audio into latent frames, one for every
/// <see cref="Hop"/> samples. It computes the forward pass and all gradients.
/// </summary>
/// <remarks>
/// An instance serves audio of one length and one fit: its workspaces are allocated at construction, nothing is allocated
/// afterwards, and it must not be used from several threads at once. It may itself use several. Equal seeds, options and inputs give
/// equal bits on any number of them.
/// Source: Défossez et al. 2022, "High Fidelity Neural Audio Compression", arXiv 2210.13438, section 3.1.
/// </remarks>
/// <example>
/// <code>
/// using var encoder = new SeaNetEncoder(new SeaNetEncoderOptions(), clip.Length, seed: 1);
/// float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
/// encoder.Forward(clip.Channel(0), latents);
/// </code>
/// </example>
public sealed class SeaNetEncoder : ITrainable, IParameterGroup, IDisposable
{
    // More would have no stretch of the LSTM of their own.
    private const int MostThreads = 16;

    private readonly ParameterBlock _block = new();
    private readonly ILayer _network;
    private readonly WorkerTeam _team;
    private bool _hasRun;

    /// <summary>Creates an encoder with the random weights that PyTorch would start from.</summary>
    /// <param name="options">The architecture.</param>
    /// <param name="inputLength">Samples of each channel of the audio, at least 1. No multiple of the hop is needed.</param>
    /// <param name="seed">Seed of the random weights.</param>
    /// <param name="maxDegreeOfParallelism">Threads to use, at least 1. The result does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="inputLength"/> is less than 1, or so large that a signal inside the network would exceed an array; or
    /// <paramref name="maxDegreeOfParallelism"/> is less than 1.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <see cref="SeaNetEncoderOptions.FilterCount"/> is less than <see cref="SeaNetEncoderOptions.Compress"/>, or the
    /// network would have more parameters than fit an array.
    /// </exception>
    public SeaNetEncoder(SeaNetEncoderOptions options, int inputLength, int seed, int maxDegreeOfParallelism = 1)
        : this(options, inputLength, seed, maxDegreeOfParallelism, CancellationToken.None)
    {
    }

    /// <summary>As the public one, ended within one block of weights.</summary>
    internal SeaNetEncoder(SeaNetEncoderOptions options, int inputLength, int seed, int maxDegreeOfParallelism, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        if (options.ResidualLayerCount > 0 && options.FilterCount < options.Compress)
        {
            throw new ArgumentException(
                $"FilterCount {options.FilterCount} must be at least Compress, {options.Compress}.", nameof(options));
        }

        ThrowIfTooLarge(options, inputLength);
        Options = options;
        InputLength = inputLength;
        _team = new WorkerTeam(Math.Min(maxDegreeOfParallelism, MostThreads));
        _network = SeaNetArchitecture.Build(options, _block, inputLength, _team);
        _block.Allocate();
        _network.Initialize(new Xoshiro256StarStar(seed, threadSafe: false), stop);
        FrameCount = _network.DestinationLength / options.Dimension;
    }

    /// <summary>The architecture.</summary>
    public SeaNetEncoderOptions Options { get; }

    /// <summary>Samples of each channel of the audio.</summary>
    public int InputLength { get; }

    /// <summary>Samples from one latent frame to the next: the product of all ratios.</summary>
    public int Hop => Options.Hop;

    /// <summary>Latent frames: <see cref="InputLength"/> / <see cref="Hop"/>, rounded up.</summary>
    public int FrameCount { get; }

    /// <summary>Channels of the latents.</summary>
    public int LatentDimension => Options.Dimension;

    /// <summary>The network itself: all of its parameters are one group.</summary>
    public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

    /// <inheritdoc/>
    public Span<float> Parameters => _block.Values;

    /// <inheritdoc/>
    /// <remarks>Each <see cref="Backward(ReadOnlySpan{float}, Span{float})"/> overwrites all of them; nothing accumulates.</remarks>
    public Span<float> Gradients => _block.Gradients;

    /// <summary>Encodes audio with the present <see cref="Parameters"/>.</summary>
    /// <param name="audio">Samples, <c>[InputLength, Options.Channels]</c>, channels last; not modified.</param>
    /// <param name="latents">Receives the latents, <c>[FrameCount, LatentDimension]</c>, channels last.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed of.</exception>
    public void Forward(ReadOnlySpan<float> audio, Span<float> latents) => Forward(audio, latents, CancellationToken.None);

    /// <summary>As <see cref="Forward(ReadOnlySpan{float}, Span{float})"/>, ended within one block of a product or frame of an LSTM.</summary>
    internal void Forward(ReadOnlySpan<float> audio, Span<float> latents, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_team.IsDisposed, this);
        ThrowIfLengthDiffers(audio.Length, _network.SourceLength, nameof(audio));
        ThrowIfLengthDiffers(latents.Length, _network.DestinationLength, nameof(latents));
        _hasRun = false;
        _network.Forward(audio, latents, stop);
        _hasRun = true;
    }

    /// <summary>
    /// Computes the gradients at the audio and parameters of the latest <see cref="Forward(ReadOnlySpan{float}, Span{float})"/>, and overwrites
    /// <see cref="Gradients"/> with those of the parameters. The parameters must not have changed in between.
    /// </summary>
    /// <param name="gradientLatents">∂loss/∂latents, <c>[FrameCount, LatentDimension]</c>; not modified.</param>
    /// <param name="gradientAudio">
    /// Receives ∂loss/∂audio, <c>[InputLength, Options.Channels]</c>, every element overwritten; or is empty when it is not
    /// wanted, which saves time.
    /// </param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Forward(ReadOnlySpan{float}, Span{float})"/> has not been called.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed of.</exception>
    public void Backward(ReadOnlySpan<float> gradientLatents, Span<float> gradientAudio) =>
        Backward(gradientLatents, gradientAudio, CancellationToken.None);

    /// <summary>As <see cref="Backward(ReadOnlySpan{float}, Span{float})"/>, ended likewise.</summary>
    internal void Backward(ReadOnlySpan<float> gradientLatents, Span<float> gradientAudio, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_team.IsDisposed, this);
        ThrowIfLengthDiffers(gradientLatents.Length, _network.DestinationLength, nameof(gradientLatents));
        if (!gradientAudio.IsEmpty)
        {
            ThrowIfLengthDiffers(gradientAudio.Length, _network.SourceLength, nameof(gradientAudio));
        }

        if (!_hasRun)
        {
            throw new InvalidOperationException("Backward needs a Forward before it.");
        }

        _network.Backward(gradientLatents, gradientAudio, stop);
    }

    /// <summary>
    /// Copies all weights under the names of published EnCodec checkpoints, such as <c>encoder.layers.0.conv.weight_g</c>.
    /// </summary>
    /// <param name="prefix">What the names begin with.</param>
    /// <returns>The tensors, in a fixed order.</returns>
    public IReadOnlyList<NamedTensor> ExportWeights(string prefix = "encoder.")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return PublishedWeights.Export(_block.Parameters, prefix);
    }

    /// <summary>Overwrites all weights, or none if the file does not fit this architecture.</summary>
    /// <param name="file">
    /// A checkpoint with the names that <see cref="ExportWeights"/> uses, with those of PyTorch's newer weight norm
    /// (<c>encoder.layers.0.conv.parametrizations.weight.original0</c>), or with those of EnCodec's first release
    /// (<c>encoder.model.0.conv.conv.weight_g</c>). Tensors outside of the encoder's layers are ignored.
    /// </param>
    /// <param name="prefix">What the names begin with.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidDataException">
    /// A tensor is missing, has another shape than expected or a value that is not finite, or belongs to a layer that this
    /// encoder does not have. The message names it. Nothing has been changed then.
    /// </exception>
    public void LoadWeights(SafetensorsFile file, string prefix = "encoder.")
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(prefix);
        PublishedWeights.Load(_block.Parameters, file, prefix);
    }

    /// <summary>Ends the encoder's threads. Weights can be exported still.</summary>
    public void Dispose() => _team.Dispose();

    /// <summary>Copies the gradients of all weights, named and shaped as by <see cref="ExportWeights"/>.</summary>
    internal IReadOnlyList<NamedTensor> ExportGradients(string prefix = "encoder.") =>
        [.. _block.Parameters.Select(p => new NamedTensor(prefix + p.Name, p.Shape, p.ToPublished(p.Gradient)))];

    /// <summary>The longest signals are what enters the convolutions, padding included, and the gates of the LSTM.</summary>
    private static void ThrowIfTooLarge(SeaNetEncoderOptions options, int inputLength)
    {
        long padding = Math.Max(Math.Max(options.KernelSize, options.LastKernelSize), 2 * options.Ratios.Max())
            + (options.ResidualKernelSize * (long)Math.Pow(options.DilationBase, Math.Max(0, options.ResidualLayerCount - 1)));
        long frames = inputLength;
        long width = options.FilterCount;
        long longest = (frames + padding) * Math.Max(options.Channels, width);
        foreach (int ratio in options.Ratios.Reverse())
        {
            frames = (frames + ratio - 1) / ratio;
            width *= 2;
            longest = Math.Max(longest, (frames + padding) * width);
        }

        long gates = options.LstmLayerCount > 0 ? 4 * width : 0;
        longest = Math.Max(longest, (frames + padding) * Math.Max(options.Dimension, gates));
        if (longest > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputLength), inputLength,
                $"A signal inside the network would have {longest} elements; at most {Array.MaxLength} fit.");
        }
    }

    private static void ThrowIfLengthDiffers(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{name} has {length} elements; expected {expected}.", name);
        }
    }
}
