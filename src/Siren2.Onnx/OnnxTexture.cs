using System.Globalization;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Siren2.MissingBand;
using Siren2.Onnx.Network;
using Siren2.Onnx.Signals;
using Siren2.Resampling;

namespace Siren2.Onnx;

/// <summary>
/// A trained bandwidth-extension network as the texture of a blind fit: <c>new BlindOptions { Texture = network }</c>. Of what it gives only the band that the clip
/// lacks is taken; baseline, projection, energy budget, parts, checkpoints and saved fits stay Siren2's.
/// </summary>
/// <remarks>
/// <para>The clip is brought to the network's input rate, run in overlapping chunks that are faded into each other, and brought to the rate of the fit. A constant
/// delay and a constant gain of the network are found where its output resembles the clip in the clip's own band, and undone. Two channels are turned to their
/// principal axes first, and back: sources stay where they are, equal channels stay equal to the bit. Digital silence stays silent. A clip beyond full scale is
/// brought within it for the network.</para>
/// <para>Above half of the network's output rate, and where it was not trained to give anything, nothing is added.</para>
/// <para>Several threads may ask at once: they share one session. As many chunks run at once as the fit may keep threads busy
/// (<see cref="UpsamplerOptions.MaxDegreeOfParallelism"/>), each on one thread, unless the host's own <see cref="SessionOptions"/> say otherwise.</para>
/// </remarks>
/// <example>
/// <code>
/// using var network = new OnnxTexture("network.onnx", new() { InputRate = 16_000, OutputRate = 48_000 });
/// var upsampler = new Upsampler(new UpsamplerOptions { Blind = new() { Texture = network } });
/// AudioClip wide = upsampler.FitAndPredict(clip, 48_000).Audio;
/// </code>
/// </example>
public sealed class OnnxTexture : ITextureSource, IDisposable
{
    /// <summary>An axis 80 dB below the loudest one is rounding, or not heard.</summary>
    private const float Silence = 1e-4f;

    private readonly OnnxNetwork _network;
    private readonly OnnxTextureOptions _options;

    /// <summary>Opens the file of a network; weights in a file of their own must lie beside it.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">What the network expects; null for what its metadata say.</param>
    /// <param name="session">
    /// Execution providers, threads and all else that ONNX Runtime can be told; null for the processor, one thread a chunk. It is not kept.
    /// </param>
    /// <exception cref="ArgumentException">A rate is neither in the options nor in the metadata, or the options do not fit the network.</exception>
    /// <exception cref="DllNotFoundException">ONNX Runtime's native library is missing, which a package of its own brings.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot run the file, or the network is not one of one channel in and out.</exception>
    /// <exception cref="IOException">The file cannot be read, or is not there.</exception>
    public OnnxTexture(string path, OnnxTextureOptions? options = null, SessionOptions? session = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _options = options ?? new OnnxTextureOptions();
        _network = OnnxNetwork.Open(path, _options, session);
        Identity = IdentityOf(_network, _options);
    }

    /// <summary>Opens a network that is in memory.</summary>
    /// <inheritdoc cref="OnnxTexture(string, OnnxTextureOptions, SessionOptions)" path="/exception"/>
    /// <param name="model">Content of an ONNX file, with all weights.</param>
    /// <param name="options">What the network expects; null for what its metadata say.</param>
    /// <param name="session">
    /// Execution providers, threads and all else that ONNX Runtime can be told; null for the processor, one thread a chunk. It is not kept.
    /// </param>
    public OnnxTexture(byte[] model, OnnxTextureOptions? options = null, SessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new OnnxTextureOptions();
        _network = OnnxNetwork.Open(model, _options, session);
        Identity = IdentityOf(_network, _options);
    }

    /// <inheritdoc/>
    /// <remarks>It follows from the file's bytes and the options; weights in a file of their own are not looked at.</remarks>
    public string Identity { get; }

    /// <summary>Rate of the network's input in hertz.</summary>
    public int InputRate => _network.InputRate;

    /// <summary>Rate of the network's output in hertz.</summary>
    public int OutputRate => _network.OutputRate;

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="textures"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no channel, or lengths or numbers of channels differ.</exception>
    /// <exception cref="InvalidOperationException">The network fails, gives another number of samples than its rates say, or samples that are none.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; a run ends between two of the network's operators.</exception>
    public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(textures);
        request.Check(textures);
        var axes = StereoAxes.Of(request.Channels);
        float[][] results = axes.Return(Extend(axes.Turn(request.Channels), request, cancellationToken));
        for (int c = 0; c < results.Length; c++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KnownBand.Remove(results[c], request.SampleRate, request.BandEdge);
            results[c].CopyTo(textures[c], 0);
        }

        if (_options.Levels == OnnxLevels.Model)
        {
            TextureLeveling.Apply(request, textures, cancellationToken);
        }
    }

    /// <summary>Closes the session. Fits that still run on it fail.</summary>
    public void Dispose() => _network.Dispose();

    private static string IdentityOf(OnnxNetwork network, OnnxTextureOptions options)
    {
        // Of the options, what they came to for this network; a sum with zero is never minus zero.
        var told = options with { InputRate = network.InputRate, OutputRate = network.OutputRate, Output = options.Output ?? string.Empty };
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{network.Hash} {told.InputRate} {told.OutputRate} {told.Output} {told.Levels} {network.Sizes} {told.DelaySeconds + 0} {told.MaximumDelaySeconds + 0}");
        return "siren2.onnx.1." + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..32];
    }

    /// <summary>What the network makes of every axis, at the rate of the request, aligned, <c>[axes][samples]</c>.</summary>
    private float[][] Extend(float[][] axes, TextureRequest request, CancellationToken cancellationToken)
    {
        float[] levels = Array.ConvertAll(axes, axis => TensorPrimitives.Norm<float>(axis));
        float[][] results = Array.ConvertAll(axes, axis => new float[axis.Length]);
        int loudest = Array.IndexOf(levels, levels.Max());
        int[] heard = [.. Enumerable.Range(0, axes.Length).Where(a => levels[a] > Silence * levels[loudest])];
        if (heard.Length == 0)
        {
            return results;
        }

        float scale = Math.Max(1, heard.Max(a => Math.Abs(TensorPrimitives.MaxMagnitude<float>(axes[a]))));
        float[][] inputs = Array.ConvertAll(heard, a => Resample(axes[a], request.SampleRate, InputRate, 1 / scale));
        float[][] outputs = ChunkedRun.Run(_network, inputs, request.MaxDegreeOfParallelism, cancellationToken);
        Alignment alignment = AlignmentOf(
            Resample(axes[loudest], request.SampleRate, OutputRate, 1 / scale), outputs[Array.IndexOf(heard, loudest)], cancellationToken);
        for (int i = 0; i < heard.Length; i++)
        {
            float[] result = Resample(alignment.Apply(outputs[i]), OutputRate, request.SampleRate, scale);
            result.AsSpan(0, Math.Min(result.Length, results[heard[i]].Length)).CopyTo(results[heard[i]]);
        }

        return results;
    }

    private Alignment AlignmentOf(float[] known, float[] output, CancellationToken cancellationToken) => Alignment.Find(
        known,
        output,
        OutputRate,
        _options.DelaySeconds is double delay ? (int)Math.Round(delay * OutputRate) : null,
        (int)Math.Round(_options.MaximumDelaySeconds * OutputRate),
        cancellationToken);

    private static float[] Resample(float[] signal, int from, int to, float gain)
    {
        float[] result = new SincResampler(from, to).Resample(signal);
        TensorPrimitives.Multiply(result, gain, result);
        return result;
    }
}
