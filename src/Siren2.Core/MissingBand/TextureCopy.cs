using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>One run of a <see cref="CopiedTexture"/>, batch by batch of frames. Not thread-safe.</summary>
internal sealed class TextureCopy
{
    /// <summary>Where a source is smoothed, nothing counts as more than 60 dB below its mean.</summary>
    private const float LeastPower = 1e-6f;

    /// <summary>Less is not heard.</summary>
    private const float LeastSmoothness = 0.02f;

    private readonly CopyPlan _plan;
    private readonly TextureRequest _request;
    private readonly HarmonicTranslation _translation;
    private readonly LeveledFrames _frames;
    private readonly float[] _sourceGains;
    private double _phase;

    public TextureCopy(CopyPlan plan, TextureRequest request, HarmonicTranslation translation)
    {
        _plan = plan;
        _request = request;
        _translation = translation;
        _frames = new LeveledFrames(plan, request, request.Channels);
        _sourceGains = new float[plan.Bands.FirstBin];

        // So that a part of a clip goes on where the whole would be, as long as nothing is harmonic.
        double turns = translation.At(0) * ((double)request.Start / request.SampleRate);
        _phase = 2 * Math.PI * (turns - Math.Floor(turns));
    }

    /// <summary>Writes the textures, <c>[channels][samples]</c>.</summary>
    public void Run(IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        int end = _plan.Bands.FirstBin;
        int first = Math.Max(1, end - (int)(_plan.UsualDistance / _plan.End * end));
        _frames.Run(textures, first, end, Translate, cancellationToken);
    }

    /// <summary>Translates the known band of a frame, in all channels.</summary>
    private void Translate(int lane, int frame)
    {
        int hop = _plan.Grid.Hop;
        double distance = _translation.At((double)frame * hop);
        if (frame > 0)
        {
            _phase += 2 * Math.PI * _translation.At((frame - 0.5) * hop) * hop / _request.SampleRate;
            _phase = Math.IEEERemainder(_phase, 2 * Math.PI);
        }

        Smooth(lane, frame * hop / (double)_request.SampleRate);
        int bins = _plan.Bands.Bins;
        double binsPerCopy = distance * _plan.Grid.Size / _request.SampleRate;
        foreach (TextureFrames channel in _frames.Channels)
        {
            int from = 0;
            for (int copy = 1; from < bins; copy++)
            {
                int shift = Math.Max((int)Math.Round(copy * binsPerCopy), from + 1);
                int to = Math.Min(shift, bins);

                // A translated frame turns about its first sample, the signal about the frame's middle.
                double turned = (copy * _phase) - (Math.PI * shift);
                channel.Copy(lane, from, to, shift, Math.SinCos(turned));
                from = to;
            }
        }
    }

    /// <summary>Takes its partials from the source of a frame, as far as they are not wanted: by gains that are the same in all channels.</summary>
    private void Smooth(int lane, double seconds)
    {
        float smoothness = _frames.Channels.Average(channel => channel.SmoothnessAt(seconds));
        if (smoothness < LeastSmoothness)
        {
            return;
        }

        Array.Clear(_sourceGains);
        foreach (TextureFrames channel in _frames.Channels)
        {
            channel.AddSourcePower(lane, _sourceGains);
        }

        float least = LeastPower * TensorPrimitives.Sum<float>(_sourceGains) / _sourceGains.Length;
        if (least > 0)
        {
            TensorPrimitives.Add(_sourceGains, least, _sourceGains);
            TensorPrimitives.Pow(_sourceGains, -0.5f * smoothness, _sourceGains);
            foreach (TextureFrames channel in _frames.Channels)
            {
                channel.ShapeSource(lane, _sourceGains);
            }
        }
    }
}
