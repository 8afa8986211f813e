using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>One run of a <see cref="CopiedTexture"/>, batch by batch of frames. Not thread-safe.</summary>
internal sealed unsafe class TextureCopy
{
    /// <summary>A source is not raised by more than 60 dB in power.</summary>
    private const float HighestGain = 1e6f;

    /// <summary>Where a source is smoothed, nothing counts as more than 60 dB below its mean.</summary>
    private const float LeastPower = 1e-6f;

    /// <summary>Less is not heard.</summary>
    private const float LeastSmoothness = 0.02f;

    private readonly CopyPlan _plan;
    private readonly TextureRequest _request;
    private readonly HarmonicTranslation _translation;
    private readonly Channel[] _channels;
    private readonly int _lanes;
    private readonly int _bins;
    private readonly float[] _binGains;
    private readonly float[] _binPower;
    private readonly float[] _power;
    private readonly float[] _wanted;
    private readonly float[] _sourceGains;
    private double _phase;

    public TextureCopy(CopyPlan plan, TextureRequest request, HarmonicTranslation translation)
    {
        _plan = plan;
        _request = request;
        _translation = translation;
        _channels = new Channel[request.Channels.Count];
        for (int c = 0; c < _channels.Length; c++)
        {
            _channels[c] = new Channel(plan, request.Channels[c].Span, request.Levels[c]);
        }

        _lanes = _channels[0].Lanes;
        _bins = plan.Bands.Bins;
        _binGains = new float[_bins];
        _binPower = new float[_bins];
        _power = new float[plan.Bands.Count];
        _wanted = new float[plan.Bands.Count];
        _sourceGains = new float[plan.Bands.FirstBin];

        // So that a part of a clip goes on where the whole would be, as long as nothing is harmonic.
        double turns = translation.At(0) * ((double)request.Start / request.SampleRate);
        _phase = 2 * Math.PI * (turns - Math.Floor(turns));
    }

    /// <summary>Writes the textures, <c>[channels][samples]</c>.</summary>
    public void Run(IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        double hopSeconds = (double)_plan.Grid.Hop / _request.SampleRate;
        float[] guard = OnsetGuard.Factors(SourcePower(cancellationToken), hopSeconds);
        double unit = CopyPlan.PowerOfDensity(_request.SampleRate, _plan.Window);
        for (int batch = 0; batch < _channels[0].Batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = 0;
            foreach (Channel channel in _channels)
            {
                count = channel.Analyze(batch);
            }

            for (int lane = 0; lane < count; lane++)
            {
                int frame = (batch * _lanes) + lane;
                Translate(lane, frame);
                Array.Clear(_wanted);
                foreach (Channel channel in _channels)
                {
                    channel.CollectWanted(frame * hopSeconds, _wanted);
                }

                for (int b = 0; b < _wanted.Length; b++)
                {
                    double ratio = _power[b] > 0 ? unit * guard[frame] * _wanted[b] / _power[b] : 0;
                    _wanted[b] = (float)Math.Sqrt(Math.Min(ratio, HighestGain));
                }

                _plan.Bands.Spread(_wanted, _binGains);
                foreach (Channel channel in _channels)
                {
                    channel.Shape(lane, _binGains);
                }
            }

            foreach (Channel channel in _channels)
            {
                channel.Synthesize(batch);
            }
        }

        for (int c = 0; c < _channels.Length; c++)
        {
            _channels[c].Store(textures[c], _plan.Normalization);
        }
    }

    /// <summary>Power of what is copied, over all channels, frame by frame.</summary>
    private double[] SourcePower(CancellationToken cancellationToken)
    {
        double[] power = new double[_plan.Grid.Frames];
        int end = _plan.Bands.FirstBin;
        int first = Math.Max(1, end - (int)(_plan.UsualDistance / _plan.End * end));
        for (int batch = 0; batch < _channels[0].Batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (Channel channel in _channels)
            {
                int count = channel.Analyze(batch);
                for (int lane = 0; lane < count; lane++)
                {
                    power[(batch * _lanes) + lane] += channel.Energy(lane, first, end);
                }
            }
        }

        return power;
    }

    /// <summary>Translates the known band of a frame, in all channels, and measures what comes of it in <see cref="_power"/>.</summary>
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
        Array.Clear(_power);
        double binsPerCopy = distance * _plan.Grid.Size / _request.SampleRate;
        foreach (Channel channel in _channels)
        {
            int from = 0;
            for (int copy = 1; from < _bins; copy++)
            {
                int shift = Math.Max((int)Math.Round(copy * binsPerCopy), from + 1);
                int to = Math.Min(shift, _bins);

                // A translated frame turns about its first sample, the signal about the frame's middle.
                double turned = (copy * _phase) - (Math.PI * shift);
                channel.Copy(lane, from, to, shift, Math.SinCos(turned));
                from = to;
            }

            channel.Power(lane, _binPower);
            _plan.Bands.Collect(_binPower, _power);
        }
    }

    /// <summary>Takes its partials from the source of a frame, as far as they are not wanted: by gains that are the same in all channels.</summary>
    private void Smooth(int lane, double seconds)
    {
        float smoothness = _channels.Average(channel => channel.SmoothnessAt(seconds));
        if (smoothness < LeastSmoothness)
        {
            return;
        }

        Array.Clear(_sourceGains);
        foreach (Channel channel in _channels)
        {
            channel.AddSourcePower(lane, _sourceGains);
        }

        float least = LeastPower * TensorPrimitives.Sum<float>(_sourceGains) / _sourceGains.Length;
        if (least > 0)
        {
            TensorPrimitives.Add(_sourceGains, least, _sourceGains);
            TensorPrimitives.Pow(_sourceGains, -0.5f * smoothness, _sourceGains);
            foreach (Channel channel in _channels)
            {
                channel.ShapeSource(lane, _sourceGains);
            }
        }
    }

    /// <summary>Frames of one channel: as they are, and as they become.</summary>
    private sealed class Channel
    {
        private readonly BatchedFrames _frames;
        private readonly BatchedFrames _results;
        private readonly AlignedBuffer _spectra;
        private readonly LevelTrack _levels;
        private readonly TextureBands.DensityMap _map;
        private readonly float[] _densities;
        private readonly float[] _real;
        private readonly float[] _imaginary;
        private readonly float[] _copiedReal;
        private readonly float[] _copiedImaginary;
        private readonly int _firstBin;
        private readonly int _bins;
        private int _count;

        public Channel(CopyPlan plan, ReadOnlySpan<float> samples, MissingBandLevels levels)
        {
            _frames = new BatchedFrames(plan.Grid, plan.Window, WindowKind.Hann, SimdWidths.Best);
            _results = new BatchedFrames(plan.Grid, plan.Window, WindowKind.Hann, SimdWidths.Best);
            _frames.Load(samples);
            _results.Clear();
            _spectra = new AlignedBuffer(_frames.Fft.SpectraLength);
            _levels = new LevelTrack(levels);
            _map = plan.Bands.Align(levels.BandEdges);
            _densities = new float[levels.BandCount];
            _firstBin = plan.Bands.FirstBin;
            _bins = plan.Bands.Bins;
            _real = new float[Lanes * _frames.Fft.Bins];
            _imaginary = new float[_real.Length];
            _copiedReal = new float[_real.Length];
            _copiedImaginary = new float[_real.Length];
        }

        public int Lanes => _frames.Fft.Lanes;

        public int Batches => _frames.Batches;

        private int Row => _frames.Fft.Bins;

        /// <summary>Takes a batch, and returns how many frames it has.</summary>
        public int Analyze(int batch)
        {
            _frames.Analyze(batch, _spectra.Pointer);
            _count = _frames.FramesIn(batch);
            fixed (float* real = _real, imaginary = _imaginary)
            {
                FrameLanes.ToRows(_spectra.Pointer, 2 * Lanes, real, Row, _count);
                FrameLanes.ToRows(_spectra.Pointer + Lanes, 2 * Lanes, imaginary, Row, _count);
            }

            return _count;
        }

        public double Energy(int lane, int first, int end) =>
            (double)TensorPrimitives.SumOfSquares<float>(_real.AsSpan((lane * Row) + first, end - first))
            + TensorPrimitives.SumOfSquares<float>(_imaginary.AsSpan((lane * Row) + first, end - first));

        public float SmoothnessAt(double seconds) => _levels.SmoothnessAt(seconds);

        /// <summary>Adds the power of the bins below the first missing one.</summary>
        public void AddSourcePower(int lane, Span<float> power)
        {
            ReadOnlySpan<float> real = _real.AsSpan(lane * Row, power.Length);
            ReadOnlySpan<float> imaginary = _imaginary.AsSpan(lane * Row, power.Length);
            TensorPrimitives.MultiplyAdd(real, real, power, power);
            TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
        }

        /// <summary>Multiplies the bins below the first missing one.</summary>
        public void ShapeSource(int lane, ReadOnlySpan<float> gains)
        {
            Span<float> real = _real.AsSpan(lane * Row, gains.Length);
            Span<float> imaginary = _imaginary.AsSpan(lane * Row, gains.Length);
            TensorPrimitives.Multiply(real, gains, real);
            TensorPrimitives.Multiply(imaginary, gains, imaginary);
        }

        /// <summary>Copies bins of a frame, turned by an angle: missing bins from one to before another, from so many bins below.</summary>
        public void Copy(int lane, int from, int to, int shift, (double Sin, double Cos) angle)
        {
            int start = (lane * Row) + _firstBin + from;
            ReadOnlySpan<float> real = _real.AsSpan(start - shift, to - from);
            ReadOnlySpan<float> imaginary = _imaginary.AsSpan(start - shift, to - from);
            Span<float> copiedReal = _copiedReal.AsSpan(start, to - from);
            Span<float> copiedImaginary = _copiedImaginary.AsSpan(start, to - from);
            TensorPrimitives.Multiply(imaginary, -(float)angle.Sin, copiedReal);
            TensorPrimitives.MultiplyAdd(real, (float)angle.Cos, copiedReal, copiedReal);
            TensorPrimitives.Multiply(real, (float)angle.Sin, copiedImaginary);
            TensorPrimitives.MultiplyAdd(imaginary, (float)angle.Cos, copiedImaginary, copiedImaginary);
        }

        /// <summary>Power of the copied bins, <c>[bins]</c>.</summary>
        public void Power(int lane, Span<float> power)
        {
            ReadOnlySpan<float> real = Copied(_copiedReal, lane);
            ReadOnlySpan<float> imaginary = Copied(_copiedImaginary, lane);
            TensorPrimitives.Multiply(real, real, power);
            TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
        }

        /// <summary>Adds the power that the bands should have.</summary>
        public void CollectWanted(double seconds, Span<float> wanted)
        {
            _levels.At(seconds, _densities);
            _map.Collect(_densities, wanted);
        }

        public void Shape(int lane, ReadOnlySpan<float> gains)
        {
            Span<float> real = Copied(_copiedReal, lane);
            Span<float> imaginary = Copied(_copiedImaginary, lane);
            TensorPrimitives.Multiply(real, gains, real);
            TensorPrimitives.Multiply(imaginary, gains, imaginary);
        }

        /// <summary>Adds the copied frames of the batch to the result; below the first missing bin they are zero.</summary>
        public void Synthesize(int batch)
        {
            fixed (float* real = _copiedReal, imaginary = _copiedImaginary)
            {
                FrameLanes.FromRows(real, Row, _count, _spectra.Pointer, 2 * Lanes, Lanes);
                FrameLanes.FromRows(imaginary, Row, _count, _spectra.Pointer + Lanes, 2 * Lanes, Lanes);
            }

            _results.Synthesize(batch, _spectra.Pointer, edgeWeight: 0.5f);
        }

        public void Store(float[] texture, float factor)
        {
            _results.Store(texture);
            TensorPrimitives.Multiply(texture, factor, texture);
        }

        private Span<float> Copied(float[] rows, int lane) => rows.AsSpan((lane * Row) + _firstBin, _bins);
    }
}
