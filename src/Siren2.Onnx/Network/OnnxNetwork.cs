using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Siren2.Onnx.Network;

/// <summary>A network of one input and one output, mono, at two rates. Several threads may run it at once.</summary>
internal sealed class OnnxNetwork : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _name;
    private readonly string _input;
    private readonly string _output;
    private readonly TensorLayout _layout;
    private readonly bool _isHalf;

    private OnnxNetwork(InferenceSession session, string name, string hash, OnnxTextureOptions options)
    {
        _session = session;
        _name = name;
        Hash = hash;
        _input = session.InputNames.Count == 1
            ? session.InputNames[0]
            : throw new InvalidDataException($"'{name}' has {session.InputNames.Count} inputs ({string.Join(", ", session.InputNames)}); one is taken.");
        NodeMetadata input = session.InputMetadata[_input];
        _isHalf = IsHalf(input, "input");
        _layout = TensorLayout.Of(input.Dimensions);
        _output = options.Output ?? session.OutputNames[0];
        if (!session.OutputMetadata.TryGetValue(_output, out NodeMetadata? output))
        {
            throw new ArgumentException($"'{name}' has no output '{_output}'; it has {string.Join(", ", session.OutputNames)}.", nameof(options));
        }

        _ = IsHalf(output, "output");
        InputRate = options.InputRate ?? RateOf("input_sample_rate", nameof(options.InputRate));
        OutputRate = options.OutputRate ?? RateOf("output_sample_rate", nameof(options.OutputRate));
        Sizes = ChunkSizes.Of(options, _layout.FixedLength, InputRate, OutputRate);
    }

    /// <summary>SHA-256 of the file, in hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Rate of the input in hertz.</summary>
    public int InputRate { get; }

    /// <summary>Rate of the output in hertz.</summary>
    public int OutputRate { get; }

    /// <summary>How long a stretch it is given at once.</summary>
    public ChunkSizes Sizes { get; }

    /// <summary>Opens a file, and weights beside it that it names.</summary>
    public static OnnxNetwork Open(string path, OnnxTextureOptions options, SessionOptions? session)
    {
        using FileStream file = File.OpenRead(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return Open(Path.GetFileName(path), hash, settings => new InferenceSession(path, settings), options, session);
    }

    /// <summary>Opens a file's content.</summary>
    public static OnnxNetwork Open(byte[] model, OnnxTextureOptions options, SessionOptions? session)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(model));
        return Open("the network", hash, settings => new InferenceSession(model, settings), options, session);
    }

    /// <summary>Runs the network on a chunk.</summary>
    /// <param name="samples">Samples of a length that it takes; not changed.</param>
    /// <param name="expected">Output samples that belong to them.</param>
    /// <param name="tolerance">How many more or less it may give.</param>
    /// <param name="cancellationToken">Ends the run, between two of the network's operators.</param>
    /// <returns>The output, <c>[expected]</c>; zero where the network gave less.</returns>
    /// <exception cref="InvalidOperationException">The network fails, or gives something else than samples.</exception>
    public float[] Run(float[] samples, int expected, int tolerance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using OrtValue input = InputOf(samples);
        using var options = new RunOptions();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => options.Terminate = true);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [_input], [input], [_output]);
            return Read(outputs[0], expected, tolerance);
        }
        catch (OnnxRuntimeException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"'{_name}' failed on {samples.Length} samples: {exception.Message}", exception);
        }
    }

    public void Dispose() => _session.Dispose();

    private static OnnxNetwork Open(
        string name, string hash, Func<SessionOptions, InferenceSession> open, OnnxTextureOptions options, SessionOptions? settings)
    {
        InferenceSession session = NativeRuntime.Open(name, open, settings);
        try
        {
            return new OnnxNetwork(session, name, hash, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private bool IsHalf(NodeMetadata node, string place) => node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
        && node.ElementDataType is TensorElementType.Float or TensorElementType.Float16
            ? node.ElementDataType == TensorElementType.Float16
            : throw new InvalidDataException($"The {place} of '{_name}' is {node.OnnxValueType} of {node.ElementDataType}; a tensor of Float or Float16 is taken.");

    private int RateOf(string key, string option)
    {
        if (!_session.ModelMetadata.CustomMetadataMap.TryGetValue(key, out string? text))
        {
            throw new ArgumentException($"'{_name}' has no metadata '{key}', and no {option} is set; one of them is needed.", option);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rate) && rate is >= 1 and <= AudioClip.MaximumSampleRate
            ? rate
            : throw new InvalidDataException($"The metadata '{key}' of '{_name}' is '{text}'; a rate from 1 to {AudioClip.MaximumSampleRate} Hz is taken.");
    }

    private OrtValue InputOf(float[] samples)
    {
        long[] shape = _layout.Shape(samples.Length);
        if (!_isHalf)
        {
            return OrtValue.CreateTensorValueFromMemory(samples, shape);
        }

        var halves = new Float16[samples.Length];
        TensorPrimitives.ConvertToHalf(samples, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()));
        return OrtValue.CreateTensorValueFromMemory(halves, shape);
    }

    private float[] Read(OrtValue value, int expected, int tolerance)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        if (info.ElementCount != info.Shape.Append(1).Max() || Math.Abs(info.ElementCount - expected) > tolerance)
        {
            throw new InvalidOperationException(
                $"'{_name}' gave [{string.Join(", ", info.Shape)}]; from {InputRate} to {OutputRate} Hz one channel of {expected} samples is expected, give or take "
                + $"{tolerance}.");
        }

        float[] result = new float[expected];
        int count = (int)Math.Min(info.ElementCount, expected);
        if (info.ElementDataType == TensorElementType.Float16)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>())[..count], result);
        }
        else
        {
            value.GetTensorDataAsSpan<float>()[..count].CopyTo(result);
        }

        int bad = result.AsSpan().IndexOfAnyExceptInRange(-AudioClip.MaximumMagnitude, AudioClip.MaximumMagnitude);
        return bad < 0
            ? result
            : throw new InvalidOperationException($"'{_name}' gave {result[bad]} at sample {bad} of a chunk; samples must be finite, and within ±{AudioClip.MaximumMagnitude}.");
    }
}
