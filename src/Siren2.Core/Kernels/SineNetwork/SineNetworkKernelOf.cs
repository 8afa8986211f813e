using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.SineNetwork;

/// <inheritdoc/>
/// <typeparam name="TOps">Vector operations.</typeparam>
/// <typeparam name="TVector">Vector type.</typeparam>
internal sealed unsafe class SineNetworkKernel<TOps, TVector>(SineNetworkShape shape) : SineNetworkKernel(shape)
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    private const int Rows = SineNetworkBlock.MaximumRows;
    private const int Panel = SineNetworkShape.Panel;

    public override void Project(LatentWindow window, float* parameters)
    {
        for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
        {
            float* weights = parameters + Shape.LatentWeights + (panel * Shape.PaddedLatents);
            PanelProduct<TOps, TVector>.Multiply(
                window.Count, Shape.PaddedLatents, window.Frames, window.Pitch, weights, window.Products + panel, Shape.Pitch);
        }
    }

    public override void ProjectBackward(LatentWindow window, float* transposed, float* gradients)
    {
        PanelProduct<TOps, TVector>.AddTransposed(
            Shape.PaddedLatents, Shape.PaddedWidth, window.Count, window.Frames, window.Pitch,
            window.ProductGradients, Shape.Pitch, gradients + Shape.LatentWeights);
        for (int panel = 0; panel < Shape.PaddedLatents; panel += Panel)
        {
            float* weights = transposed + Shape.TransposedLatents + (panel * Shape.PaddedWidth);
            PanelProduct<TOps, TVector>.Multiply(
                window.Count, Shape.PaddedWidth, window.ProductGradients, Shape.Pitch, weights,
                window.FrameGradients + panel, window.Pitch);
        }
    }

    public override void Forward(SineNetworkBlock block, float* parameters, LatentWindow? window)
    {
        FirstLayer(block, parameters, window);
        for (int layer = 1; layer < Shape.Depth; layer++)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* output = input + block.LayerStride;
            float* derivative = block.Derivatives + (layer * block.LayerStride);
            float* bias = parameters + Shape.Bias(layer);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                float* weights = parameters + Shape.HiddenWeights(layer) + (panel * Shape.PaddedWidth);
                PanelProduct<TOps, TVector>.Multiply(
                    Rows, Shape.PaddedWidth, input, Shape.Pitch, weights, output + panel, Shape.Pitch);
                Activate(output + panel, bias + panel, derivative + panel);
            }
        }

        OutputLayer(block, parameters);
    }

    public override void Backward(
        SineNetworkBlock block, float* parameters, float* transposed, float* gradients, LatentWindow? window)
    {
        int last = Shape.Depth - 1;
        OutputLayerBackward(block, parameters, gradients);
        for (int layer = last; layer >= 1; layer--)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* inputDerivative = block.Derivatives + ((layer - 1) * block.LayerStride);
            float* delta = block.Derivatives + (layer * block.LayerStride);
            PanelProduct<TOps, TVector>.AddTransposed(
                Shape.PaddedWidth, Shape.PaddedWidth, Rows, input, Shape.Pitch, delta, Shape.Pitch,
                gradients + Shape.HiddenWeights(layer));

            // The activations of the layer below have served; its input gradient takes their place panel by panel.
            float* weights = transposed + ((layer - 1) * Shape.HiddenWeightCount);
            float* biasGradient = gradients + Shape.Bias(layer - 1);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                PanelProduct<TOps, TVector>.Multiply(
                    Rows, Shape.PaddedWidth, delta, Shape.Pitch, weights + (panel * Shape.PaddedWidth), input + panel, Shape.Pitch);
                ActivateBackward(input + panel, inputDerivative + panel, biasGradient + panel);
            }
        }

        FirstLayerBackward(block, gradients, window);
    }

    /// <summary>z → sin(ω0(z + bias)) in place, with ω0·cos beside it, over one panel of all rows.</summary>
    private void Activate(float* values, float* bias, float* derivative)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        nint pitch = Shape.Pitch;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Panel; column += TOps.Count)
            {
                nint i = (row * pitch) + column;
                TVector z = TOps.Multiply(TOps.Add(TOps.Load(values + i), TOps.Load(bias + column)), omega);
                SineCosine<TOps, TVector>.Evaluate(z, out TVector sine, out TVector cosine);
                TOps.Store(sine, values + i);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + i);
            }
        }
    }

    /// <summary>Turns a panel of activation gradients into pre-activation gradients and adds their sums to the bias gradient.</summary>
    private void ActivateBackward(float* gradient, float* derivative, float* biasGradient)
    {
        int pitch = Shape.Pitch;
        for (int column = 0; column < Panel; column += 2 * TOps.Count)
        {
            TVector left = TOps.Broadcast(0);
            TVector right = TOps.Broadcast(0);
            for (int row = 0, i = column; row < Rows; row++, i += pitch)
            {
                TVector delta = TOps.Multiply(TOps.Load(gradient + i), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                left = TOps.Add(left, delta);
                delta = TOps.Multiply(TOps.Load(gradient + i + TOps.Count), TOps.Load(derivative + i + TOps.Count));
                TOps.Store(delta, derivative + i + TOps.Count);
                right = TOps.Add(right, delta);
            }

            Add(biasGradient + column, left);
            Add(biasGradient + column + TOps.Count, right);
        }
    }

    /// <summary>
    /// The first layer is no matrix product: its columns are time, the second input, and latents that arrive already multiplied
    /// by their weights, at their own rate (W·interp(z) = interp(W·z)).
    /// </summary>
    private void FirstLayer(SineNetworkBlock block, float* parameters, LatentWindow? window)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        float* bias = parameters + Shape.FirstBias;
        bool hasSecond = Shape.HasSecondInput;
        for (int row = 0; row < Rows; row++)
        {
            TVector time = TOps.Broadcast(block.Time[row]);
            TVector second = TOps.Broadcast(block.Second[row]);
            TVector later = TOps.Broadcast(block.LatentFraction[row]);
            TVector earlier = TOps.Broadcast(1 - block.LatentFraction[row]);
            float* frame = window is null ? null : window.Products + ((block.LatentFrame[row] - window.First) * Shape.Pitch);
            float* activation = block.Activations + (row * Shape.Pitch);
            float* derivative = block.Derivatives + (row * Shape.Pitch);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                TVector z = TOps.MultiplyAdd(time, TOps.Load(parameters + Shape.TimeRow + column), TOps.Load(bias + column));
                if (hasSecond)
                {
                    z = TOps.MultiplyAdd(second, TOps.Load(parameters + Shape.SecondRow + column), z);
                }

                if (frame != null)
                {
                    z = TOps.MultiplyAdd(earlier, TOps.Load(frame + column), z);
                    z = TOps.MultiplyAdd(later, TOps.Load(frame + Shape.Pitch + column), z);
                }

                SineCosine<TOps, TVector>.Evaluate(TOps.Multiply(z, omega), out TVector sine, out TVector cosine);
                TOps.Store(sine, activation + column);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + column);
            }
        }
    }

    private void FirstLayerBackward(SineNetworkBlock block, float* gradients, LatentWindow? window)
    {
        float* time = block.Time;
        float* second = block.Second;
        nint pitch = Shape.Pitch;
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector timeSum = TOps.Broadcast(0);
            TVector secondSum = TOps.Broadcast(0);
            float* deltas = block.Derivatives + column;
            for (int row = 0; row < Rows; row++, deltas += pitch)
            {
                TVector delta = TOps.Load(deltas);
                timeSum = TOps.MultiplyAdd(TOps.Broadcast(time[row]), delta, timeSum);
                secondSum = TOps.MultiplyAdd(TOps.Broadcast(second[row]), delta, secondSum);
            }

            Add(gradients + Shape.TimeRow + column, timeSum);
            if (Shape.HasSecondInput)
            {
                Add(gradients + Shape.SecondRow + column, secondSum);
            }
        }

        for (int row = 0; window is not null && row < Rows;)
        {
            int end = row + 1;
            while (end < Rows && block.LatentFrame[end] == block.LatentFrame[row])
            {
                end++;
            }

            InterpolationBackward(block, row, end, window.ProductGradients + ((block.LatentFrame[row] - window.First) * Shape.Pitch));
            row = end;
        }
    }

    /// <summary>Gives the gradients of rows that lie between the same two latent frames to those frames' products.</summary>
    private void InterpolationBackward(SineNetworkBlock block, int first, int end, float* frame)
    {
        float* fractions = block.LatentFraction;
        float* deltas = block.Derivatives;
        nint pitch = Shape.Pitch;
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector earlier = TOps.Broadcast(0);
            TVector later = TOps.Broadcast(0);
            for (int row = first; row < end; row++)
            {
                TVector delta = TOps.Load(deltas + (row * pitch) + column);
                TVector fraction = TOps.Broadcast(fractions[row]);
                later = TOps.MultiplyAdd(fraction, delta, later);
                earlier = TOps.Add(earlier, delta);
            }

            // The weights of the two frames add up to one.
            Add(frame + column, TOps.Subtract(earlier, later));
            Add(frame + pitch + column, later);
        }
    }

    private void OutputLayer(SineNetworkBlock block, float* parameters)
    {
        float* activation = block.Activations + ((Shape.Depth - 1) * block.LayerStride);
        float* weights = parameters + Shape.OutputRow;
        float bias = parameters[Shape.OutputBias];
        float* output = block.Output;
        for (int row = 0; row < Rows; row++, activation += Shape.Pitch)
        {
            TVector sum = TOps.Broadcast(0);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                sum = TOps.MultiplyAdd(TOps.Load(activation + column), TOps.Load(weights + column), sum);
            }

            output[row] = TOps.Sum(sum) + bias;
        }
    }

    private void OutputLayerBackward(SineNetworkBlock block, float* parameters, float* gradients)
    {
        int last = Shape.Depth - 1;
        float* activation = block.Activations + (last * block.LayerStride);
        float* derivative = block.Derivatives + (last * block.LayerStride);
        float* biasGradient = gradients + Shape.Bias(last);
        float* outputGradient = block.OutputGradient;
        nint pitch = Shape.Pitch;
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector weight = TOps.Load(parameters + Shape.OutputRow + column);
            TVector weightSum = TOps.Broadcast(0);
            TVector biasSum = TOps.Broadcast(0);
            for (int row = 0; row < Rows; row++)
            {
                nint i = (row * pitch) + column;
                TVector gradient = TOps.Broadcast(outputGradient[row]);
                weightSum = TOps.MultiplyAdd(gradient, TOps.Load(activation + i), weightSum);
                TVector delta = TOps.Multiply(TOps.Multiply(gradient, weight), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                biasSum = TOps.Add(biasSum, delta);
            }

            Add(gradients + Shape.OutputRow + column, weightSum);
            Add(biasGradient + column, biasSum);
        }

        double total = 0;
        for (int row = 0; row < Rows; row++)
        {
            total += outputGradient[row];
        }

        gradients[Shape.OutputBias] += (float)total;
    }

    private static void Add(float* destination, TVector value) => TOps.Store(TOps.Add(value, TOps.Load(destination)), destination);
}
