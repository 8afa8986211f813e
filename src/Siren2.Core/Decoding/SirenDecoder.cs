using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Kernels.SineNetwork;
using Siren2.Kernels.Threads;
using Siren2.Optimization;

namespace Siren2.Decoding;

/// <summary>
/// Input-aware SIREN: sine layers over (time, baseline sample, latents) and a linear output, one waveform sample per row
/// (Sitzmann et al. 2020, arXiv 2006.09661; SIREN², arXiv 2509.09719). Latents are multiplied by their first-layer weights at
/// their own rate and interpolated linearly to the grid afterwards: W·interp(z) = interp(W·z).
/// </summary>
/// <remarks>
/// Not thread-safe; one instance may itself use several threads, and gives the same bits for any number of them.
/// </remarks>
/// <example>
/// <code>
/// using var decoder = new SirenDecoder(new() { Width = 64, Depth = 2 }, WinnerScale.For(target), seed: 1);
/// var grid = new DecoderGrid([.. Enumerable.Range(0, target.Length).Select(n =&gt; (2f * n / target.Length) - 1)]);
/// var adam = new Adam(decoder.Parameters.Length);
/// float[] output = new float[target.Length];
/// float[] gradient = new float[target.Length];
/// for (int step = 0; step &lt; 100; step++)
/// {
///     decoder.Forward(grid, latents: default, output);
///     new MeanSquaredErrorLoss().Evaluate(output, target, gradient);
///     decoder.Backward(grid, latents: default, gradient, latentGradient: default);
///     adam.Step(decoder.Parameters, decoder.Gradients, learningRate: 1e-3);
/// }
/// </code>
/// </example>
public sealed class SirenDecoder : ITrainable, IParameterGroup, IDisposable
{
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _gradients;
    private readonly SineNetworkKernel _kernel;
    private readonly WorkerTeam _team;
    private DecoderPass? _pass;

    /// <summary>Creates a decoder with freshly drawn weights.</summary>
    /// <param name="options">Size and inputs.</param>
    /// <param name="winner">Noise on the first two layers; see <see cref="WinnerScale.For(ReadOnlySpan{float})"/>.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="maxDegreeOfParallelism">Threads to use, at least 1. The result does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is below 1.</exception>
    public SirenDecoder(SirenDecoderOptions options, WinnerScale winner, int seed, int maxDegreeOfParallelism = 1)
        : this(options, winner, seed, maxDegreeOfParallelism, SimdWidths.Best)
    {
    }

    internal SirenDecoder(SirenDecoderOptions options, WinnerScale winner, int seed, int maxDegreeOfParallelism, SimdWidth width, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(winner);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        Options = options;
        Shape = new SineNetworkShape(options.Width, options.Depth, options.UseBaseline, options.LatentDimension, options.Omega0);
        _parameters = new AlignedBuffer(Shape.ParameterCount);
        _gradients = new AlignedBuffer(Shape.ParameterCount);
        _kernel = SineNetworkKernel.Create(Shape, width);
        SirenInitialization.Draw(this, winner, seed, stop);
        _team = new WorkerTeam(Math.Min(maxDegreeOfParallelism, DecoderPass.MaximumGroups));
    }

    /// <summary>Size and inputs.</summary>
    public SirenDecoderOptions Options { get; }

    /// <summary>
    /// Number of weights and biases, without the padding of <see cref="Parameters"/>, whose length is what an <see cref="Adam"/> is created for.
    /// </summary>
    public int ParameterCount =>
        ((Options.InputCount + 1) * Options.Width) + ((Options.Depth - 1) * (Options.Width + 1) * Options.Width) + Options.Width + 1;

    /// <summary>The network itself: all of its parameters are one group.</summary>
    public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

    /// <inheritdoc/>
    public Span<float> Parameters => _parameters.Span;

    /// <inheritdoc/>
    public Span<float> Gradients => _gradients.Span;

    internal SineNetworkShape Shape { get; }

    /// <summary>Evaluates the decoder.</summary>
    /// <param name="grid">Where to evaluate it.</param>
    /// <param name="latents">Latents, <c>[frames, channels]</c>; empty without latents.</param>
    /// <param name="output">Receives one value per sample of the grid, <c>[samples]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the grid or the options.</exception>
    public void Forward(DecoderGrid grid, ReadOnlySpan<float> latents, Span<float> output) =>
        PassFor(grid).Forward(latents, output);

    /// <summary>
    /// Computes <see cref="Gradients"/> (overwritten) and the latents' gradient from the gradient of the loss with respect to the
    /// output. The forward pass is computed again on the way, block by block, which costs less than keeping its activations.
    /// </summary>
    /// <param name="grid">Where the output was evaluated.</param>
    /// <param name="latents">Latents, <c>[frames, channels]</c>; empty without latents.</param>
    /// <param name="outputGradient">∂loss/∂output, <c>[samples]</c>.</param>
    /// <param name="latentGradient">Receives ∂loss/∂latents, <c>[frames, channels]</c>; may be empty where it is not wanted.</param>
    /// <exception cref="ArgumentException">A length does not fit the grid or the options.</exception>
    public void Backward(DecoderGrid grid, ReadOnlySpan<float> latents, ReadOnlySpan<float> outputGradient, Span<float> latentGradient) =>
        PassFor(grid).Backward(latents, outputGradient, latentGradient);

    /// <summary>The weights as PyTorch would hold them: <c>layers.N.weight</c> [out, in] and <c>layers.N.bias</c> [out].</summary>
    public IReadOnlyList<NamedTensor> ExportWeights() => SirenWeights.Export(this);

    /// <summary>Loads weights named as by <see cref="ExportWeights"/>; all of them or none.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or a value that is not finite.</exception>
    public void LoadWeights(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        SirenWeights.Load(this, file.Tensors);
    }

    /// <summary>Ends the decoder's threads.</summary>
    public void Dispose() => _team.Dispose();

    internal DecoderPass PassFor(DecoderGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (_pass?.Grid != grid)
        {
            _pass = new DecoderPass(_kernel, _parameters, _gradients, grid, _team);
        }

        return _pass;
    }
}
